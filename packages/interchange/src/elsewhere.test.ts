import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {compile} from '@ntmjs/compile';
import {useBackend} from '@ntmjs/test-support';
import {describeInChromium, type FolderServer, openPage, serveFolder} from '@ntmjs/test-support/chromium';
import * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {buildRunner, runCompiler} from './fixtures/builtRunner.js';
import {inputs} from './fixtures/networks.js';
import {episodeOf, trainedModel} from './fixtures/trained.js';
import {exportProgram} from './program/exportProgram.js';

useBackend('cpu');

const STEPS = 20;

/** A network of each architecture; `exportProgram.test.ts` has all. */
const names = [
  ...[
    'ntm, LSTM',
    'ntm, random contents',
    'dnc, all options',
    'mann',
    'sam',
    'sdnc',
    'delta',
    'attention, all options',
    'stack',
    'queue',
    'deque',
  ],
  'lstm, 3 layers',
];

/** A folder outside of the repository with networks, the runner, and nothing else. */
let folder: string;

/** The outputs of each compiled layer, bit by bit. */
const expected: Record<string, number[]> = {};

const bitsOf = (outputs: Float32Array) => [...new Uint32Array(outputs.slice().buffer)];

/**
 * What a program elsewhere does with the files: the bits of the outputs of each network.
 *
 * @param read the expression of what loads a file
 */
const program = (read: string) => `
import {loadNetwork} from './ntm-runner.js';
export async function outputs() {
  const {episode, names} = await (${read.replace('FILE', "'episode.json'")}).then((file) => file.json());
  const bits = {};
  for (const [index, name] of names.entries()) {
    const file = \`networks/\${index}.wasm\`;
    const network = await loadNetwork(${read.replace('FILE', 'file')});
    const whole = network.run(episode);
    if (!network.description.goBackwards) {
      network.reset();
      for (let step = 0; step < ${STEPS}; step++) {
        const one = network.step(episode.slice(step * ${inputs}, (step + 1) * ${inputs}));
        if (one.some((value, unit) => !Object.is(value, whole[step * one.length + unit]))) throw new Error(name);
      }
    }
    bits[name] = [...new Uint32Array(whole.buffer)];
  }
  return bits;
}
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ntmjs-elsewhere-'));
  buildRunner(folder);
  const episode = episodeOf(STEPS);

  mkdirSync(join(folder, 'networks'));
  for (const [index, name] of names.entries()) {
    const model = trainedModel(name);
    compile(model.layers[0] as RNN);
    expected[name] = tf.tidy(() => {
      const outputs = model.predict(tf.tensor3d(episode, [1, STEPS, inputs])) as tf.Tensor;
      return bitsOf(outputs.dataSync() as Float32Array);
    });
    writeFileSync(join(folder, 'networks', `${index}.wasm`), exportProgram(model));
    model.dispose();
  }
  writeFileSync(join(folder, 'episode.json'), JSON.stringify({episode: [...episode], names}));
});

afterAll(() => rmSync(folder, {recursive: true}));

test('the files import nothing, and are few bytes', () => {
  expect(readdirSync(folder).sort()).toEqual([
    'episode.json',
    'networks',
    'ntm-runner.d.ts',
    'ntm-runner.js',
  ]);
  const [code, types] = ['js', 'd.ts'].map((ending) =>
    readFileSync(join(folder, `ntm-runner.${ending}`), 'utf8'),
  );
  for (const text of [code, types]) expect(text).not.toMatch(/\bimport\b|\bfrom '|require\(/);
  expect(code!.length).toBeLessThan(16_000);
});

test('in Node, in a folder without packages, outputs are equal to the last bit', () => {
  const read = 'readFile(FILE).then((bytes) => new Response(bytes))';
  writeFileSync(
    join(folder, 'main.mjs'),
    `import {readFile} from 'node:fs/promises';${program(read)}console.log(JSON.stringify(await outputs()));`,
  );
  const printed = execFileSync(process.execPath, ['--disallow-code-generation-from-strings', 'main.mjs'], {
    ...{cwd: folder, encoding: 'utf8', env: {PATH: process.env.PATH}},
  });
  expect(JSON.parse(printed)).toEqual(expected);
});

test('the types compile under strict, without those of pages or Node, and find mistakes', () => {
  const use = (wrong: string) =>
    writeFileSync(
      join(folder, 'use.ts'),
      `import {loadNetwork, type Network, type NetworkDescription} from './ntm-runner.js';
      const network: Network = await loadNetwork(new Uint8Array(8), {maxBytes: 2 ** 20});
      const outputs: Float32Array = network.step([0, 1, 0], new Float32Array(2));
      const saved: Record<string, Float32Array> = network.states();
      network.setStates(saved);
      network.reset();
      const description: NetworkDescription = network.description;
      export const last: number | undefined = network.run(outputs).at(-1);
      export const names: string[] = description.states.map(({name}) => name);
      ${wrong}`,
    );
  const check = () =>
    runCompiler(folder, [
      ...[
        '--ignoreConfig',
        '--strict',
        '--noEmit',
        '--exactOptionalPropertyTypes',
        '--noUncheckedIndexedAccess',
      ],
      ...['--target', 'es2022', '--lib', 'es2022', '--module', 'nodenext', '--types', '', 'use.ts'],
    ]);
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  use('');
  expect(check()).toMatchObject({status: 0, stdout: ''});
  use("network.step('abc'); network.output; network.description.inputs = 1;");
  const {stdout} = check();
  expect(stdout.match(/error TS\d+/g)).toEqual(['error TS2345', 'error TS2339', 'error TS2540']);
});

describeInChromium(
  'in Chromium',
  (browser) => {
    let server: FolderServer;
    beforeAll(async () => {
      const imports = "import {outputs} from './program.js';";
      writeFileSync(join(folder, 'program.js'), program('fetch(FILE)'));
      writeFileSync(join(folder, 'page.js'), `${imports} globalThis.result = outputs();`);
      writeFileSync(join(folder, 'worker.js'), `${imports} outputs().then((bits) => postMessage(bits));`);
      writeFileSync(
        join(folder, 'index.html'),
        '<!doctype html><script type="module" src="page.js"></script>',
      );
      server = await serveFolder(folder, {
        // The least that a page must allow.
        headers: {
          'Content-Security-Policy':
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
        },
      });
    });
    afterAll(() => server.close());

    test('a page computes the same, to the last bit', async () => {
      const {page, errors} = await openPage(browser(), server.url);
      expect(await page.evaluate('globalThis.result')).toEqual(expected);
      expect(errors).toEqual([]);
      await page.close();
    });

    test('a worker of a page computes the same, to the last bit', async () => {
      const {page, errors} = await openPage(browser(), server.url);
      const bits = await page.evaluate(
        `new Promise((resolve, reject) => {
        const worker = new Worker('worker.js', {type: 'module'});
        worker.onmessage = ({data}) => resolve(data);
        worker.onerror = ({message}) => reject(new Error(message));
      })`,
      );
      expect(bits).toEqual(expected);
      expect(errors).toEqual([]);
      await page.close();
    });

    test('a page refuses a changed file, and one that is not there', async () => {
      const changed = readFileSync(join(folder, 'networks/0.wasm'));
      changed[changed.length >> 1]! ^= 1;
      writeFileSync(join(folder, 'changed.wasm'), changed);
      const {page} = await openPage(browser(), server.url);
      const load = (file: string) =>
        page.evaluate(`import('./ntm-runner.js').then(({loadNetwork}) => loadNetwork(fetch('${file}')))
        .then(({description}) => description.architecture, ({message}) => message)`);
      expect(await load('networks/0.wasm')).toBe('NtmAccess');
      expect(await load('changed.wasm')).toContain('its bytes have changed');
      expect(await load('none.wasm')).toBe('the network is refused: its file was not loaded (status 404)');
      await page.close();
    });
  },
  {gpu: false},
);
