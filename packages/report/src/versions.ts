import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {cpus, totalmem} from 'node:os';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {version_core} from '@tensorflow/tfjs-core';

/** The version of this package, which is that of all of ntmjs. */
export function ntmjsVersion(): string {
  const {version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return version;
}

/** This machine in words: its processor, memory and platform. */
export function thisMachine(): string {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cores.length} × ${cores[0]?.model.trim() ?? 'unknown processor'}, ${gigabytes} GiB, ${process.platform}`;
}

/**
 * The software that a run's numbers depend on, by name. In a clone of the repository, `commit` is the last one that changed the
 * sources that training and evaluation compute with, followed by `-dirty` if they were changed since.
 */
export async function versions(): Promise<Record<string, string>> {
  const commit = await sourceCommit();
  return {
    ntmjs: ntmjsVersion(),
    tfjs: version_core,
    node: process.versions.node,
    ...(commit !== undefined && {commit}),
  };
}

/** The sources that a run's numbers depend on, as paths for git: not those of tests, nor of what draws, prints and describes. */
const SOURCES = [
  ':(top,glob)packages/*/src/**',
  ':(top)pnpm-lock.yaml',
  ':(top,exclude,glob)**/*.test.ts',
  ...['cli', 'inspect', 'interchange', 'pretrained', 'report', 'sweep'].map(
    (name) => `:(top,exclude)packages/${name}`,
  ),
  // The settings of a run are in its own file, with which those of a preset are compared.
  ':(top,exclude)packages/presets/src/measured.ts',
];

/** The commit of the sources; undefined outside a clone of the repository, such as where npm installed the package. */
async function sourceCommit(): Promise<string | undefined> {
  try {
    await git('ls-files', '--error-unmatch', 'package.json');
    const commit = await git('log', '-1', '--format=%h', '--abbrev=12', '--', ...SOURCES);
    const changes = await git('status', '--porcelain', '--', ...SOURCES);
    return changes === '' ? commit : `${commit}-dirty`;
  } catch {
    return undefined;
  }
}

/** The output of git in the folder of this package. */
async function git(...args: readonly string[]): Promise<string> {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const {stdout} = await promisify(execFile)('git', ['--no-optional-locks', ...args], {cwd});
  return stdout.trim();
}
