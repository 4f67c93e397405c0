import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'vite';
import type {TestProject} from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the built page. */
    page: string;
  }
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Builds the page as `npm run build` does, once for all test files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const outDir = await mkdtemp(join(tmpdir(), 'playground-'));
  await build({root: ROOT, logLevel: 'error', build: {outDir, emptyOutDir: true}});
  project.provide('page', outDir);
  return () => rm(outDir, {recursive: true});
}
