import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {TestProject} from 'vitest/node';
import {packAll} from './pack.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of each published package's tarball by its name. */
    tarballs: Record<string, string>;
  }
}

/** Packs every published package once for all test files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ntmjs-tarballs-'));
  project.provide('tarballs', await packAll(folder));
  return () => rm(folder, {recursive: true});
}
