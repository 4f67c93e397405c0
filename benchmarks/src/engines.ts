import {fileURLToPath} from 'node:url';
import type {Command} from './caseProcess.js';
import {bits, type Case, type EngineName} from './cases.js';
import {models} from './models.js';
import {findTorch, pythonCandidates} from './python.js';

/** What can run cases: it knows the program that is a case's process. */
export interface Engine {
  command(item: Case): Command;
}

/** An engine, or why there is none on this machine. */
export type EngineOrReason = Engine | {readonly missing: string};

const OURS = fileURLToPath(new URL('./ours.js', import.meta.url));
const PEER = fileURLToPath(new URL('../peers/pytorch.py', import.meta.url));

/** The options of the PyTorch peer for a case. */
function peerOptions({model, batch, length, threads}: Case): string[] {
  const options = {...models[model], batch, length, bits, threads};
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

const ours: Engine = {command: (item) => [process.execPath, OURS, JSON.stringify(item)]};

/** Looks for each engine on this machine. */
const finders: Readonly<Record<EngineName, () => Promise<EngineOrReason>>> = {
  eager: async () => ours,
  compiled: async () => ours,
  'layers compiled': async () => ours,
  async pytorch() {
    const candidates = pythonCandidates();
    const python = await findTorch(candidates);
    if (python === undefined) return {missing: `no Python with torch (tried ${candidates.join(', ')})`};
    return {
      command: (item) => [python.program, PEER, '--serve', ...peerOptions(item)],
    };
  },
};

/** Finds the engines that are asked for. */
export async function findEngines(
  names: readonly EngineName[],
): Promise<ReadonlyMap<EngineName, EngineOrReason>> {
  return new Map(await Promise.all(names.map(async (name) => [name, await finders[name]()] as const)));
}
