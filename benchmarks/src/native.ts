import {execFile} from 'node:child_process';
import {mkdirSync, readdirSync, renameSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

const run = promisify(execFile);

/** The builds of the peer in C++: with vectors of 128 bits, as WebAssembly has, and with the longest of this machine. */
export type NativeBuild = '128' | 'native';

const COMMON = ['-std=c++20', '-O3', '-ffast-math', '-pthread'];
const x86 = process.arch === 'x64' || process.arch === 'ia32';

/** The flags of each build; undefined if this machine has no longer vectors. */
export const nativeFlags: Readonly<Record<NativeBuild, readonly string[] | undefined>> = {
  '128': [...COMMON, ...(x86 ? ['-msse4.1'] : [])],
  native: x86 ? [...COMMON, '-march=native'] : undefined,
};

const SOURCES = fileURLToPath(new URL('../peers/native/', import.meta.url));
const BUILDS = fileURLToPath(new URL('../build/', import.meta.url));

/** The compilers to try: `$CXX`, then the usual names. */
export function compilerCandidates(environment: NodeJS.ProcessEnv = process.env): string[] {
  const named = environment.CXX ? [environment.CXX] : [];
  return [...new Set([...named, 'g++', 'clang++', 'c++'])];
}

/** The first of these programs that runs; undefined if none does. */
export async function findCompiler(candidates: readonly string[]): Promise<string | undefined> {
  for (const program of candidates) {
    try {
      await run(program, ['--version']);
      return program;
    } catch {
      // not found: try the next one
    }
  }
  return undefined;
}

/**
 * Builds the peer in C++, unless the last build by this compiler is newer than its sources.
 *
 * @returns the path of the program
 * @throws Error with the compiler's messages if it fails
 */
export async function buildNative(compiler: string, build: NativeBuild): Promise<string> {
  const program = join(BUILDS, `${compiler.replaceAll(/[^\w+-]/g, '_')}-${build}`);
  const sources = readdirSync(SOURCES).map((name) => statSync(join(SOURCES, name)).mtimeMs);
  const built = statSync(program, {throwIfNoEntry: false})?.mtimeMs ?? 0;
  if (built > Math.max(...sources)) return program;
  mkdirSync(BUILDS, {recursive: true});
  const unfinished = `${program}.${process.pid}`;
  await run(compiler, [...nativeFlags[build]!, join(SOURCES, 'native.cpp'), '-o', unfinished]);
  renameSync(unfinished, program);
  return program;
}
