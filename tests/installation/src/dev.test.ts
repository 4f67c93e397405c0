import {describeInChromium} from '@ntmjs/test-support/chromium';
import {expect, test} from 'vitest';
import {withDevServer} from './devServer.js';
import {writePage} from './pages.js';
import {programNamed} from './programs.js';
import {examplesIn, toldToInstall} from './readmes.js';
import {useProject} from './useProject.js';
import {visitUrl} from './visit.js';

// @module-tag full

const project = useProject([
  ...new Set(['@ntmjs/compile', '@ntmjs/layers', '@ntmjs/pretrained'].flatMap(toldToInstall)),
]);

// What refers to files of its own is where bundling and serving differ.
describeInChromium('a page that the development server of Vite serves', (browser) => {
  const visit = (name: string) =>
    withDevServer({project: project().folder, name}, (url) => visitUrl(browser(), url));

  test('loads a pretrained model', async () => {
    const [{code, expected}] = examplesIn('@ntmjs/pretrained') as [{code: string; expected: string[]}];
    await writePage(project(), 'pretrained', [code]);
    expect(await visit('pretrained')).toEqual({printed: expected, errors: []});
  });

  test('trains with threads', async () => {
    const {code, expected} = programNamed('threads');
    await project().write('threads/threadsWorker.ts', programNamed('threadsWorker').code);
    await writePage(project(), 'threads', [code]);
    expect(await visit('threads')).toEqual({printed: expected, errors: []});
  });
});
