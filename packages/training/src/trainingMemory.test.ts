import {ArgumentError} from '@ntmjs/arguments';
import {createTask} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {evaluate} from './evaluate.js';
import {lstmModel} from './fixtures/models.js';
import {createOptimizer} from './optimizers/createOptimizer.js';
import {train} from './train.js';
import {trainingMemory} from './trainingMemory.js';

useBackend('cpu');

const task = createTask('copy', {vectorWidth: 3, maxLength: 4});

describe('trainingMemory', () => {
  test('says what a model, its optimizer and a batch take, and leaks nothing', async () => {
    const model = lstmModel(task);
    const optimizer = createOptimizer({type: 'adam', learningRate: 1e-3});
    const before = tf.memory().numTensors;
    const memory = await trainingMemory({model, task, optimizer, sequences: 100, batch: 5, compile: 'never'});
    expect(tf.memory().numTensors).toBe(before);
    const parameters = model.countParams();
    expect(memory).toMatchObject({parameters, weights: 4 * parameters, optimizer: 2 * 4 * parameters});
    expect(memory.episodes).toBe(4 * 5 * (2 * 4 + 1) * (4 + 3 + 1));
    expect(memory.total).toBe(memory.weights + memory.optimizer + memory.episodes + memory.step);
    model.dispose();
    optimizer.dispose();
  });

  test('counts no more sequences than there are', async () => {
    const model = lstmModel(task);
    const optimizer = createOptimizer({type: 'sgd', learningRate: 1e-3});
    const args = {model, task, optimizer, compile: 'never'} as const;
    const [few, all] = await Promise.all([
      trainingMemory({...args, batch: 1e9, sequences: 3}),
      trainingMemory({...args, batch: 3, sequences: 100}),
    ]);
    expect(few).toEqual(all);
    model.dispose();
    optimizer.dispose();
  });

  test.each(['auto', 'never'] as const)(
    'a batch that fits nowhere is refused before training, compile %s',
    async (compile) => {
      const model = lstmModel(task);
      const optimizer = createOptimizer({type: 'sgd', learningRate: 1e-3});
      const args = {model, task, optimizer, compile, seed: 1, batch: 1e12, sequences: 1e15};
      const message = 'batch must be smaller: 1000000000000 episodes would take about 4.18 PB, and ';
      await expect(trainingMemory(args)).rejects.toThrow(ArgumentError);
      await expect(trainingMemory(args)).rejects.toThrow(message);
      await expect(train(args).next()).rejects.toThrow(message);
      model.dispose();
      optimizer.dispose();
    },
  );
});

test('an evaluation of more episodes than anyone waits for is refused', async () => {
  const model = lstmModel(task);
  await expect(evaluate({model, task, seed: 1, episodes: 1e12})).rejects.toThrow(
    'episodes must be an integer at least 1 and at most 10000000, got 1000000000000',
  );
  await expect(evaluate({model, task, seed: 1, batch: 1e9, episodes: 1e7})).rejects.toThrow(
    'batch must be smaller',
  );
  await expect(evaluate({model, task, seed: 1, difficulty: {length: 1e9}})).rejects.toThrow(
    'difficulty.length must be smaller: 25 episodes would take',
  );
  model.dispose();
});
