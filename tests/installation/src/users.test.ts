import {describeInChromium} from '@ntmjs/test-support/chromium';
import {describe, expect, test} from 'vitest';
import {bundlerNames, bundlers} from './bundlers.js';
import {toJavaScript} from './javaScript.js';
import {namesInNode} from './namesInNode.js';
import {libraries} from './packages.js';
import {writePage} from './pages.js';
import {examplesIn, toldToInstall} from './readmes.js';
import {copiesOfTfjs} from './tfjsCopies.js';
import {RESOLUTIONS, typeProblems} from './typeProblems.js';
import {useProject} from './useProject.js';
import {visitFolder} from './visit.js';

// Every kind of user of the libraries, in one project that has all of them. With the tag `full`, other files install each
// package on its own.
const project = useProject([...new Set(libraries.flatMap(({name}) => toldToInstall(name)))]);
const examples = libraries.flatMap(({name}) =>
  examplesIn(name).map((example, index) => ({
    name,
    file: `${name.slice('@ntmjs/'.length)}-${index}`,
    ...example,
  })),
);

describe('a program for Node', () => {
  test('gets the public names of every package', async () => {
    const entries = libraries.flatMap((library) => library.entries);
    const found = await namesInNode(project(), entries);
    for (const entry of entries) {
      const source = (await import(/* @vite-ignore */ entry)) as object;
      expect(found[entry], entry).toEqual({names: Object.keys(source).sort(), same: true});
    }
  });

  // One process for a README; with the tag `full` each of its examples has its own.
  test.each(libraries)('runs the README of $name', async ({name}) => {
    const own = examples.filter((example) => example.name === name);
    for (const {file, code} of own) await project().write(`${file}.mjs`, toJavaScript(code));
    const imports = own.map(({file}) => `await import('./${file}.mjs');`);
    await project().write('readme.mjs', imports.join('\n'));
    const printed = await project().run('node', 'readme.mjs');
    expect(printed.trimEnd().split('\n')).toEqual(own.flatMap(({expected}) => expected));
  });
});

describe('a program in strict TypeScript', () => {
  for (const resolution of Object.keys(RESOLUTIONS) as (keyof typeof RESOLUTIONS)[]) {
    // Node's, which reads exports, and the one before exports are enough in each run of the tests.
    const tags = resolution === 'bundler' ? ['full'] : [];
    test(`type-checks with resolution ${resolution}`, {tags}, async () => {
      const paths = examples.map(({file, code}) => project().write(`${file}.mts`, code));
      const {problems, declarations} = typeProblems(await Promise.all(paths), resolution);
      expect(problems).toEqual([]);
      expect(declarations).toBeGreaterThan(0);
    });
  }
});

describeInChromium('a page', (browser) => {
  for (const bundler of bundlerNames) {
    // One bundler is enough in each run of the tests.
    const tags = bundler === 'vite' ? [] : ['full'];
    test(`bundled by ${bundler} runs the READMEs`, {tags}, async () => {
      // Models are files, which esbuild does not copy.
      const shown = examples.filter(({name}) => bundler === 'vite' || name !== '@ntmjs/pretrained');
      await writePage(
        project(),
        bundler,
        shown.map(({code}) => code),
      );
      const {folder, modules} = await bundlers[bundler](project().folder, bundler);
      const {printed, errors} = await visitFolder(browser(), folder);
      expect(errors).toEqual([]);
      expect(printed).toEqual(shown.flatMap(({expected}) => expected));
      for (const [tfjs, copies] of copiesOfTfjs(modules)) expect(copies, tfjs).toHaveLength(1);
    });
  }
});
