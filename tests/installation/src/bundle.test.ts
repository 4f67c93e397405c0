import {describeInChromium} from '@ntmjs/test-support/chromium';
import {describe, expect, test} from 'vitest';
import {bundlerNames, bundlers} from './bundlers.js';
import {libraries} from './packages.js';
import {writePage} from './pages.js';
import {examplesIn, toldToInstall} from './readmes.js';
import {copiesOfTfjs} from './tfjsCopies.js';
import {useProject} from './useProject.js';
import {visitFolder} from './visit.js';

// @module-tag full
const names = libraries.map(({name}) => name);
const project = useProject([...new Set(names.flatMap(toldToInstall))]);

describeInChromium('a page', (browser) => {
  describe.each(bundlerNames)('bundled by %s', (bundler) => {
    // Models are files, of which esbuild takes no care: see `pretrainedFrom`.
    const examples = names.filter((name) => bundler === 'vite' || name !== '@ntmjs/pretrained');

    test.each(examples)('runs the README of %s', async (name) => {
      const parts = examplesIn(name);
      const page = name.replace('@ntmjs/', '');
      await writePage(
        project(),
        page,
        parts.map(({code}) => code),
      );
      const {folder, modules} = await bundlers[bundler](project().folder, page);
      const {printed, errors} = await visitFolder(browser(), folder);
      expect(errors).toEqual([]);
      expect(printed).toEqual(parts.flatMap(({expected}) => expected));
      for (const [tfjs, copies] of copiesOfTfjs(modules)) expect(copies, tfjs).toHaveLength(1);
    });
  });
});
