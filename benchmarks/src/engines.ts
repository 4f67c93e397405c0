import {fileURLToPath} from 'node:url';
import type {Command} from './caseProcess.js';
import {bits, type Case, type EngineName} from './cases.js';
import {models} from './models.js';
import {findTorch, pythonCandidates} from './python.js';

/** Runs cases: it knows the command of a case's process. */
export interface Engine {
  command(item: Case): Command;
}

/** An engine, or the reason why this machine has none. */
export type EngineOrReason = Engine | {readonly missing: string};

const NTMJS = fileURLToPath(new URL('./ntmjsProcess.js', import.meta.url));
const PEER = fileURLToPath(new URL('../peers/pytorch.py', import.meta.url));

/** The options of the PyTorch peer for a case. */
function peerOptions({model, batch, length, threads}: Case): string[] {
  const options = {...models[model], batch, length, bits, threads};
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

const ntmjs: Engine = {command: (item) => [process.execPath, NTMJS, JSON.stringify(item)]};

/** How each engine is found on this machine. */
const finders: Readonly<Record<EngineName, () => Promise<EngineOrReason>>> = {
  eager: async () => ntmjs,
  compiled: async () => ntmjs,
  'layers compiled': async () => ntmjs,
  async pytorch() {
    const candidates = pythonCandidates();
    const python = await findTorch(candidates);
    if (python === undefined) return {missing: `no Python with torch (tried ${candidates.join(', ')})`};
    return {
      command: (item) => [python.program, PEER, '--serve', ...peerOptions(item)],
    };
  },
};

/** Finds engines by their names. */
export async function findEngines(
  names: readonly EngineName[],
): Promise<ReadonlyMap<EngineName, EngineOrReason>> {
  return new Map(await Promise.all(names.map(async (name) => [name, await finders[name]()] as const)));
}
