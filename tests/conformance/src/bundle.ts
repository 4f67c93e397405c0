import {mkdir, mkdtemp} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build, type InlineConfig} from 'vite';

export interface BundleArgs {
  /**
   * Where it runs. For `node`, the entry is a module; tfjs stays outside, and is loaded as a user's program loads it. For
   * `browser`, it is an HTML page, and everything is inside.
   */
  readonly target: 'node' | 'browser';
}

/** Bundles are written into the package, so that Node finds the modules that are not bundled. */
const parent = fileURLToPath(new URL('../dist/', import.meta.url));

/**
 * Bundles a program of this repository, from sources.
 *
 * @param entry a module, say `job.ts`, or a page, say `page.html`
 * @returns a new folder with `job.js` or `page.html` and what it loads; the caller removes it
 */
export async function bundle(entry: URL, {target}: BundleArgs): Promise<string> {
  const file = fileURLToPath(entry);
  await mkdir(parent, {recursive: true});
  const folder = await mkdtemp(join(parent, `${basename(file).replace(/\.\w+$/, '')}-`));
  const common: InlineConfig = {
    configFile: false,
    root: dirname(file),
    base: './',
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'es2022',
      minify: false,
      rolldownOptions: {input: file},
    },
  };
  if (target === 'node') {
    await build({
      ...common,
      build: {...common.build, ssr: true},
      ssr: {noExternal: [/^@ntmjs\//], resolve: {conditions: ['@ntmjs/source', 'node', 'import']}},
    });
  } else {
    await build({
      ...common,
      resolve: {conditions: ['@ntmjs/source', 'module', 'browser']},
      worker: {format: 'es'},
    });
  }
  return folder;
}
