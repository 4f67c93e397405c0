import {readFile} from 'node:fs/promises';
import {RandomStream} from '@ntmjs/tasks';
import {useBackend, useFolder} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {lstmModel, weightsOf} from '../fixtures/models.js';
import {configWith, task, trainedRun, trainTo, versions} from '../fixtures/runs.js';
import {createOptimizer} from '../optimizers/createOptimizer.js';
import {startState} from '../trainEvent.js';
import {rewind} from './rewind.js';
import {Run} from './run.js';

const path = useFolder();

describe('rewind', () => {
  useBackend('cpu');
  const gravesRmsProp = () => createOptimizer({type: 'gravesRmsProp', learningRate: 1e-3});
  const slotsOf = async (optimizer: tf.Optimizer) =>
    (await optimizer.getWeights()).map(({tensor}) => [...tensor.dataSync()]);

  test('brings model, optimizer and log to the checkpoint; the rate is halved, the episodes are others', async () => {
    const {run, model, optimizer, state} = await trainedRun(path('run'), 4);
    const [weights, slots] = [weightsOf(model), await slotsOf(optimizer)];
    for (const sequences of [2, 4]) await run.log({sequences});
    await run.save({model, optimizer, state});
    await run.log({sequences: 6});
    await trainTo(10, model, optimizer, state);
    expect(weightsOf(model)).not.toEqual(weights);

    const rewound = await rewind(run, model, optimizer);
    expect(weightsOf(model)).toEqual(weights);
    expect(await slotsOf(optimizer)).toEqual(slots);
    const {state: random} = new RandomStream(7, 'train, rewind 1');
    expect(rewound).toEqual({...state, random, rateScale: 0.5});
    expect(await run.loadTraining(gravesRmsProp())).toEqual(rewound);
    expect(await readFile(path('run', 'metrics.jsonl'), 'utf8')).toBe('{"sequences":2}\n{"sequences":4}\n');
    expect(await run.readLog()).toEqual([{sequences: 2}, {sequences: 4}]);
  });

  test('restarts from a checkpoint before the first step', async () => {
    const run = await Run.create(path('run'), configWith(), versions);
    const [model, optimizer] = [lstmModel(task), gravesRmsProp()];
    await run.save({model, optimizer, state: startState(7)});
    const weights = weightsOf(model);
    await trainTo(4, model, optimizer);
    const state = await rewind(run, model, optimizer);
    expect(state).toMatchObject({sequences: 0, rateScale: 0.5});
    expect(weightsOf(model)).toEqual(weights);
    expect(optimizer.iterations).toBe(0);
    await trainTo(4, model, optimizer, state);
  });

  test('leaves no tensor behind', async () => {
    const {run, model, optimizer} = await trainedRun(path('run'), 4);
    const before = tf.memory();
    await rewind(run, model, optimizer);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  test('gives up after ten rewinds, also for a run that was stopped in between', async () => {
    const {run, model, optimizer} = await trainedRun(path('run'), 4);
    await run.close();
    const scales: number[] = [];
    const streams = new Set<string>();
    for (let count = 0; count < 10; count++) {
      const opened = await Run.open(path('run'));
      const {rateScale, random} = await rewind(opened, model, optimizer);
      await opened.close();
      scales.push(rateScale);
      streams.add(JSON.stringify(random));
    }
    expect(scales).toEqual(Array.from({length: 10}, (_, index) => 2 ** -(index + 1)));
    expect(streams.size).toBe(10);
    await expect(rewind(await Run.open(path('run')), model, optimizer)).rejects.toThrow(
      `${path('run')} was rewound 10 times; its numbers still do not stay finite`,
    );
  });

  test('a run without a checkpoint cannot be set back', async () => {
    const run = await Run.create(path('run'), configWith(), versions);
    const rewinding = rewind(run, lstmModel(task), gravesRmsProp());
    await expect(rewinding).rejects.toThrow('run must be one with a checkpoint');
  });
});
