import {readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {ArgumentError} from '@ntmjs/arguments';
import {useBackend, useFolder} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {asOlder, checkpointAsOlder} from '../fixtures/olderFiles.js';
import {trainedRun} from '../fixtures/runs.js';
import {createOptimizer} from '../optimizers/createOptimizer.js';

const path = useFolder();

describe('a broken checkpoint', () => {
  useBackend('cpu');
  const part = (name: string) => path('run', 'checkpoints', '4', name);
  const optimizer = () => createOptimizer({type: 'gravesRmsProp', learningRate: 1});

  test('names its truncated weights', async () => {
    const {run} = await trainedRun(path('run'));
    await truncate(part('weights.bin'), 10);
    await expect(run.loadModel()).rejects.toThrow(`${part('weights.bin')} must be a file of`);
  });

  test('names its missing model', async () => {
    const {run} = await trainedRun(path('run'));
    await rm(part('model.json'));
    await expect(run.loadModel()).rejects.toThrow(`${part('model.json')} must be a file that can be read`);
  });

  test('names itself where tfjs cannot make the model', async () => {
    const {run} = await trainedRun(path('run'));
    await checkpointAsOlder(path('run', 'checkpoints', '4'));
    await asOlder(part('model.json'), (json) => {
      json.modelTopology.class_name = 'Unheard';
    });
    await expect(run.loadModel()).rejects.toThrow(
      new RegExp(
        `^the model in ${path('run', 'checkpoints', '4', 'model.json')} does not load: .*Unheard`,
        's',
      ),
    );
  });

  test('names its truncated optimizer', async () => {
    const {run} = await trainedRun(path('run'));
    await truncate(part('optimizer.bin'), 10);
    const loading = run.loadTraining(optimizer());
    await expect(loading).rejects.toThrow(ArgumentError);
    await expect(loading).rejects.toThrow(
      new RegExp(`${part('optimizer.bin')} must be a file of \\d+ bytes of weights, got 10`),
    );
  });

  test.each(['optimizer.bin', 'training.json'])('names its missing %s', async (name) => {
    const {run} = await trainedRun(path('run'));
    await rm(part(name));
    await expect(run.loadTraining(optimizer())).rejects.toThrow(
      `${part(name)} must be a file that can be read, got "nothing there"`,
    );
  });

  test('names a training state that is not JSON', async () => {
    const {run} = await trainedRun(path('run'));
    await truncate(part('training.json'), 20);
    await expect(run.loadTraining(optimizer())).rejects.toThrow(
      `${part('training.json')} must be valid JSON (`,
    );
  });

  test.each([
    ['sequences', -1, 'sequences must be an integer at least 0, got -1'],
    ['seconds', 'long', 'seconds must be a number at least 0, got "long"'],
    ['random', [1, 2, 3], 'random must be a list of four integers, got [1,2,3]'],
    ['metrics', {bits: [1, null]}, 'metrics.bits.1 must be a list of numbers, got null'],
    ['metrics', undefined, 'metrics must be given, got undefined'],
    ['solvedAt', {sequences: 1}, 'solvedAt.seconds must be given, got undefined'],
    ['rateScale', 0, 'rateScale must be a number above 0 and at most 1, got 0'],
    ['curriculum', {max: 2}, 'curriculum.values must be given, got undefined'],
    ['curriculum', {max: 0.5, values: []}, 'curriculum.max must be an integer at least 0, got 0.5'],
    ['optimizerSpecs', 3, 'optimizerSpecs must be a list, got 3'],
    ['more', 1, 'more must be omitted (the options are files,'],
  ])('names the field %s of its training state', async (field, value, problem) => {
    const {run} = await trainedRun(path('run'));
    const json = JSON.parse(await readFile(part('training.json'), 'utf8'));
    await writeFile(part('training.json'), JSON.stringify({...json, [field]: value}));
    const loading = run.loadTraining(optimizer());
    await expect(loading).rejects.toThrow(ArgumentError);
    await expect(loading).rejects.toThrow(`${part('training.json')}: ${problem}`);
  });

  test('leaks no tensor if the optimizer rejects its state', async () => {
    const {run} = await trainedRun(path('run'));
    const wrong = Object.assign(optimizer(), {setWeights: () => Promise.reject(new Error('no'))});
    const before = tf.memory().numTensors;
    await expect(run.loadTraining(wrong)).rejects.toThrow('no');
    expect(tf.memory().numTensors).toBe(before);
  });
});
