import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import type {ModelSpec} from './models.js';
import {startTraining} from './training.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const specs: Record<string, ModelSpec> = {
  'an NTM with a feedforward controller': {
    model: 'ntm',
    controller: 'feedforward',
    units: 6,
    rows: 5,
    width: 3,
  },
  'an NTM with an LSTM controller': {model: 'ntm', controller: 'lstm', units: 6, rows: 5, width: 3},
  'an LSTM': {model: 'lstm', units: 6},
};

describe.each(Object.entries(specs))('%s', (_, spec) => {
  test('a step changes every weight, and leaves no tensor behind', async () => {
    const {model, step} = startTraining(spec, 2, 2);
    const before = model.getWeights().map((weight) => weight.dataSync().slice());
    const losses = [await step()];
    const tensors = tf.memory().numTensors;
    losses.push(await step());
    expect(tf.memory().numTensors).toBe(tensors);
    for (const [index, weight] of model.getWeights().entries()) {
      expect(weight.dataSync(), model.weights[index]!.name).not.toEqual(before[index]);
    }
    // With small first weights each of the 16 answered bits is little better than a guess, which costs one bit.
    for (const loss of losses) expect(Math.abs(loss - 16)).toBeLessThan(8);
  });
});

test('a loss that is not finite is an error', async () => {
  const {model, step} = startTraining({model: 'lstm', units: 2}, 1, 1);
  model.setWeights(model.getWeights().map((weight) => tf.fill(weight.shape, Number.NaN)));
  await expect(step()).rejects.toThrow('the loss is NaN');
});
