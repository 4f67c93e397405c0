import {mkdtemp, realpath} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describeInChromium, type FolderServerArgs, openPage, serveFolder} from '@ntmjs/test-support/chromium';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {Project} from './project.js';
import {expectedOf, npmInstall, toolSection, writeFiles} from './toolGuide.js';

// @module-tag full

/** A new project with what a section installs and writes, which is removed after the tests of a `describe`. */
function useSection(
  heading: string,
  {packages = [], files = {}}: {packages?: readonly string[]; files?: Readonly<Record<string, string>>} = {},
): () => Project {
  let project: Project | undefined;
  beforeAll(async () => {
    project = new Project(await realpath(await mkdtemp(join(tmpdir(), 'ntmjs-tools-'))));
    const section = toolSection(heading);
    await npmInstall(project, [...section.packages, ...packages]);
    // Browsers ask for an icon, and say so where there is none.
    await writeFiles(project, {...section.files, ...files, 'public/favicon.ico': ''});
  });
  afterAll(() => project?.remove());
  return () => project!;
}

describe('Node and Bun', () => {
  const runtime = (name: string) => `${name}-${process.platform}-${process.arch}`;
  const node = runtime('node');
  const bun = runtime('@oven/bun');
  const ours = ['@ntmjs/compile', '@ntmjs/layers'];
  const tfjs = ['core', 'layers', 'backend-cpu'].map((name) => `@tensorflow/tfjs-${name}`);
  const project = useSection('Node and Bun', {
    packages: [...ours, ...tfjs, `node22@npm:${node}@22`, `node24@npm:${node}@24`, `bun@npm:${bun}@1`],
  });
  const {files} = toolSection('Node and Bun');
  const runtimes = {
    'this Node': process.execPath,
    'Node 22': 'node_modules/node22/bin/node',
    'Node 24': 'node_modules/node24/bin/node',
    Bun: 'node_modules/bun/bin/bun',
  };

  describe.each(Object.entries(runtimes))('%s', (_, program) => {
    test.each(Object.keys(files))('runs %s', async (file) => {
      expect(await project().run(program, file)).toBe(expectedOf(files[file]!));
    });
  });
});

describe('Jest', () => {
  const project = useSection('Jest');

  test('runs the test', async () => {
    await project().run('npx', '--no-install', 'jest', '--json', '--outputFile=result.json');
    const result = await import(/* @vite-ignore */ project().path('result.json'), {with: {type: 'json'}});
    expect(result.default).toMatchObject({numPassedTests: 1, numTotalTests: 1});
  });

  test('needs the URL of threads, and says so', async () => {
    await project().write(
      'threads.test.js',
      `import '@tensorflow/tfjs-backend-cpu';
      import {LayerTrainer} from '@ntmjs/compile';
      import {ntm} from '@ntmjs/layers';
      const rule = {slots: [], update: ({sub, mul}, {weight, gradient, learningRate}) => ({weight: sub(weight, mul(gradient, learningRate))})};
      const layer = ntm({units: 2, controller: {type: 'feedforward', units: 4}, memory: {rows: 4, width: 2}, inputShape: [3, 2]});
      layer.build([null, 3, 2]);
      test('threads', () => expect(() => new LayerTrainer(layer, rule, {}, {threads: 2})).toThrow('workerUrl must be'));
      `,
    );
    await project().run('npx', '--no-install', 'jest', 'threads');
  });
});

describeInChromium('a page', (browser) => {
  /** Opens a folder's page, and expects it to train to the end on that engine. */
  const expectTraining = async (folder: string, engine: string, args: FolderServerArgs = {}) => {
    const server = await serveFolder(folder, args);
    try {
      const {page, errors} = await openPage(browser(), server.url);
      await page.getByText(`${engine}, the end`).waitFor();
      expect(errors).toEqual([]);
      await page.close();
    } finally {
      await server.close();
    }
  };
  const react = toolSection('React, with Vite').files;

  describe('React, with Vite', () => {
    const project = useSection('React, with Vite');

    test('trains', async () => {
      await project().run('npx', '--no-install', 'vite', 'build');
      await expectTraining(project().path('dist'), 'compiled');
    });
  });

  describe('Next', () => {
    const project = useSection('Next', {
      files: {
        'app/Training.jsx': react['src/Training.jsx']!,
        'app/train.worker.js': react['src/train.worker.js']!,
        // Static files, which the test serves.
        'next.config.js': `export default {output: 'export'};`,
      },
    });

    test('trains', async () => {
      await project().run('npx', '--no-install', 'next', 'build');
      await expectTraining(project().path('out'), 'compiled');
    });
  });

  describe('A page under a strict content security policy', () => {
    const heading = 'A page under a strict content security policy';
    const files = {'src/train.worker.js': react['src/train.worker.js']!};
    const project = useSection(heading, {packages: toolSection('React, with Vite').packages, files});
    const policy = (...allowed: string[]) => ({
      'Content-Security-Policy': ["default-src 'self'; script-src 'self'", ...allowed].join(' '),
    });

    test('trains compiled, or eagerly without WebAssembly', async () => {
      await project().write('vite.config.js', `export default {worker: {format: 'es'}};`);
      await project().run('npx', '--no-install', 'vite', 'build');
      await expectTraining(project().path('dist'), 'compiled', {headers: policy("'wasm-unsafe-eval'")});
      await expectTraining(project().path('dist'), 'eager', {headers: policy()});
    });
  });
});
