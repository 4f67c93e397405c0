import {fileURLToPath} from 'node:url';
import type {Command} from './caseProcess.js';
import {bits, type Case, type EngineName} from './cases.js';
import {fitModels} from './fitModels.js';
import {models} from './models.js';
import {buildNative, compilerCandidates, findCompiler, type NativeBuild, nativeFlags} from './native.js';
import {findTorch, pythonCandidates} from './python.js';
import {allowRelaxedSimd} from './relaxedSimd.js';

/** Runs cases: it knows the command of a case's process. */
export interface Engine {
  command(item: Case): Command;
}

/** An engine, or the reason why this machine has none. */
export type EngineOrReason = Engine | {readonly missing: string};

const NTMJS = fileURLToPath(new URL('./ntmjsProcess.js', import.meta.url));
const peerFile = (name: string) => fileURLToPath(new URL(`../peers/${name}`, import.meta.url));

/** The options of a peer for a case. */
function peerOptions(item: Case): string[] {
  const {model, batch, threads, work} = item;
  const options =
    work === 'fit'
      ? {model, ...fitModels[model].sizes, batch, threads}
      : {...models[model], batch, length: item.length, bits, threads};
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

const ntmjs: Engine = {command: (item) => [process.execPath, NTMJS, JSON.stringify(item)]};

/** Builds the peer in C++, if there is a compiler. */
async function nativeEngine(build: NativeBuild): Promise<EngineOrReason> {
  if (nativeFlags[build] === undefined)
    return {missing: `it would be the same as c++ 128 on ${process.arch}`};
  const candidates = compilerCandidates();
  const compiler = await findCompiler(candidates);
  if (compiler === undefined) return {missing: `no C++ compiler (tried ${candidates.join(', ')})`};
  const program = await buildNative(compiler, build);
  return {command: (item) => [program, '--serve', '--work', item.work, ...peerOptions(item)]};
}

/** How each engine is found on this machine. */
const finders: Readonly<Record<EngineName, () => Promise<EngineOrReason>>> = {
  eager: async () => ntmjs,
  compiled: async () => ntmjs,
  'layers compiled': async () => ntmjs,
  'relaxed simd': async () =>
    allowRelaxedSimd() ? ntmjs : {missing: 'this JavaScript engine has no relaxed SIMD'},
  async pytorch() {
    const candidates = pythonCandidates();
    const python = await findTorch(candidates);
    if (python === undefined) return {missing: `no Python with torch (tried ${candidates.join(', ')})`};
    return {
      command(item) {
        const file = peerFile(item.work === 'fit' ? 'pytorch_fit.py' : 'pytorch.py');
        return [python.program, file, '--serve', ...peerOptions(item)];
      },
    };
  },
  'c++ 128': () => nativeEngine('128'),
  'c++ native': () => nativeEngine('native'),
};

/** Finds engines by their names. */
export async function findEngines(
  names: readonly EngineName[],
): Promise<ReadonlyMap<EngineName, EngineOrReason>> {
  return new Map(await Promise.all(names.map(async (name) => [name, await finders[name]()] as const)));
}
