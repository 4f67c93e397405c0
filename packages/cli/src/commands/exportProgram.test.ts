import {execFileSync} from 'node:child_process';
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {pathToFileURL} from 'node:url';
import {exportProgram} from '@ntmjs/interchange';
import {openRun} from '@ntmjs/report/runs';
import {useFolder} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {eventsOf, ntm, small} from '../fixtures/command.js';

const path = useFolder();

test('a network is exported with what runs it, which computes the same without packages', async () => {
  const run = path('run');
  await ntm(['train', 'copy', ...small, '--sequences', '20', '--run', run]);
  await mkdir(path('out'));
  const file = path('out', 'model.wasm');
  const exported = await ntm(['export', run, '--to', file, '--json']);
  const [bytes, runner] = [(await readFile(file)).length, path('out', 'ntm-runner.js')];
  expect(eventsOf(exported)).toEqual([{event: 'export', run, file, bytes, runner}]);
  expect((await readdir(path('out'))).sort()).toEqual(['model.wasm', 'ntm-runner.d.ts', 'ntm-runner.js']);
  for (const name of ['ntm-runner.js', 'ntm-runner.d.ts'])
    expect(await readFile(path('out', name), 'utf8')).not.toMatch(/sourceMappingURL|\bimport /);

  const {model, task} = await openRun(run);
  const {inputSize} = task;
  const episode = Float32Array.from({length: 6 * inputSize}, (_, index) => Math.sin(index * index));
  const expected = tf.tidy(() => [
    ...(model.predict(tf.tensor3d(episode, [1, 6, inputSize])) as tf.Tensor).dataSync(),
  ]);
  const {metadata} = await import(pathToFileURL(runner).href)
    .then(({loadNetwork}) => loadNetwork(readFile(file)))
    .then(({description}) => description);
  expect(exportProgram(model, {metadata})).toEqual(new Uint8Array(await readFile(file)));
  model.dispose();
  await writeFile(
    path('out', 'main.mjs'),
    `import {readFile} from 'node:fs/promises';
    import {loadNetwork} from './ntm-runner.js';
    const network = await loadNetwork(readFile('model.wasm'));
    console.log(JSON.stringify({outputs: [...network.run(${JSON.stringify([...episode])})]}));`,
  );
  const printed = execFileSync(process.execPath, ['main.mjs'], {cwd: path('out'), encoding: 'utf8'});
  const {outputs} = JSON.parse(printed) as {outputs: number[]};
  expect(outputs.length).toBe(expected.length);
  for (const [index, output] of outputs.entries()) expect(output).toBeCloseTo(expected[index]!, 4);
  expect(JSON.parse(metadata['ntmjs.task'])).toMatchObject({name: 'copy'});
});

test('says what it has written, and how it is loaded', async () => {
  await ntm(['train', 'copy', ...small, '--sequences', '10', '--run', path('run')]);
  const {stdout, stderr} = await ntm(['export', path('run'), '--to', path('copy.wasm')]);
  expect(stderr).toBe('');
  expect(stdout).toContain(`${path('copy.wasm')}  the network, compiled, with its weights`);
  expect(stdout).toContain("const network = await loadNetwork(fetch('copy.wasm'))");
});
