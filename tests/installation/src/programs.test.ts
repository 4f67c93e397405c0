import {cp} from 'node:fs/promises';
import {join} from 'node:path';
import {describeInChromium} from '@ntmjs/test-support/chromium';
import {build} from 'esbuild';
import {beforeAll, describe, expect, test} from 'vitest';
import {type Bundler, bundlerNames, bundlers} from './bundlers.js';
import {toJavaScript} from './javaScript.js';
import {writePage} from './pages.js';
import {programNamed} from './programs.js';
import {toldToInstall} from './readmes.js';
import {RESOLUTIONS, typeProblems} from './typeProblems.js';
import {useProject} from './useProject.js';
import {visitFolder} from './visit.js';

// @module-tag full

const project = useProject([
  ...new Set(
    ['@ntmjs/compile', '@ntmjs/layers', '@ntmjs/pretrained', '@ntmjs/training'].flatMap(toldToInstall),
  ),
]);

const PROGRAMS = [
  ...['train', 'saveAndLoad', 'save', 'loadOnly', 'pretrainedFrom'],
  ...['threads', 'threadsByUrl', 'threadsWorker'],
];

test('the programs are typed', async () => {
  const paths = PROGRAMS.map((name) => project().write(`typed/${name}.ts`, programNamed(name).code));
  for (const resolution of Object.keys(RESOLUTIONS) as (keyof typeof RESOLUTIONS)[]) {
    expect(typeProblems(await Promise.all(paths), resolution).problems).toEqual([]);
  }
});

describeInChromium('a page', (browser) => {
  /** Bundles a program. */
  const bundle = async (bundler: Bundler, name: string) => {
    await writePage(project(), name, [programNamed(name).code]);
    return (await bundlers[bundler](project().folder, name)).folder;
  };
  /** Opens the page, which prints what the program says it does, and has no errors. */
  const expectPage = async (folder: string, name: string) => {
    const {printed, errors} = await visitFolder(browser(), folder);
    expect(errors).toEqual([]);
    expect(printed).toEqual(programNamed(name).expected);
  };

  beforeAll(async () => {
    await project().write('save.mjs', toJavaScript(programNamed('save').code));
    await project().run('node', 'save.mjs');
  });

  describe.each(bundlerNames)('bundled by %s and minified', (bundler) => {
    test.each(['train', 'saveAndLoad'])('does what the program %s prints', async (name) => {
      await expectPage(await bundle(bundler, name), name);
    });

    test('loads a model after a bare import of the package', async () => {
      const folder = await bundle(bundler, 'loadOnly');
      await cp(project().path('model'), join(folder, 'model'), {recursive: true});
      await expectPage(folder, 'loadOnly');
    });

    test('loads a pretrained model from a given URL', async () => {
      const folder = await bundle(bundler, 'pretrainedFrom');
      const models = project().path('node_modules', '@ntmjs', 'pretrained', 'models');
      await cp(models, join(folder, 'models'), {recursive: true});
      await expectPage(folder, 'pretrainedFrom');
    });
  });

  test('trains with threads, whose files Vite makes', async () => {
    await project().write('threads/threadsWorker.ts', programNamed('threadsWorker').code);
    await expectPage(await bundle('vite', 'threads'), 'threads');
  });

  test('trains with threads, from a given workerUrl', async () => {
    const folder = await bundle('esbuild', 'threadsByUrl');
    const worker = await project().write('threadsWorker.ts', programNamed('threadsWorker').code);
    const packageWorker = project().path('node_modules/@ntmjs/compile/dist/runtime/threads/worker.js');
    const entryPoints = {threadsWorker: worker, packageWorker};
    await build({entryPoints, outdir: folder, bundle: true, minify: true, format: 'esm', logLevel: 'error'});
    await expectPage(folder, 'threadsByUrl');
  });
});
