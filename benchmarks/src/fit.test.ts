import '@tensorflow/tfjs-backend-cpu';
import {isCompiled} from '@ntmjs/compile';
import {RandomStream} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {startFit} from './fit.js';
import {addition, type FitModel, forecasting, sentiment, tagging, textGeneration} from './fitModels.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const small: Record<string, FitModel> = {
  'text generation': textGeneration({length: 4, characters: 5, units: 6}),
  addition: addition({digits: 1, units: 6}),
  forecasting: forecasting({length: 5, features: 3, units: 6}),
  sentiment: sentiment({length: 5, words: 7, embedding: 4, units: 6}),
  tagging: tagging({length: 5, words: 7, embedding: 4, units: 6, tags: 3}),
};

describe.each(Object.entries(small))('%s', (_, fitModel) => {
  test('compiled, a step changes every weight, leaks no tensor, and the model learns', async () => {
    const {model, step, batches, compileMilliseconds} = await startFit(fitModel, {
      engine: 'compiled',
      batch: 2,
    });
    expect(batches).toBe(4);
    expect(compileMilliseconds).toBeGreaterThan(0);
    expect(isCompiled(model)).toBe(true);
    const before = model.getWeights().map((weight) => weight.dataSync().slice());
    const losses = [await step()];
    const tensors = tf.memory().numTensors;
    for (let count = 0; count < 4; count++) losses.push(await step());
    expect(tf.memory().numTensors).toBe(tensors);
    for (const [index, weight] of model.getWeights().entries()) {
      expect(weight.dataSync(), model.weights[index]!.name).not.toEqual(before[index]);
    }
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
  });

  test('equal seeds give equal data', () => {
    tf.tidy(() => {
      const [first, second, other] = [1, 1, 2].map((seed) => fitModel.sample(new RandomStream(seed), 3));
      for (const name of ['x', 'y'] as const) {
        expect(first![name].shape[0]).toBe(3);
        expect(second![name].dataSync()).toEqual(first![name].dataSync());
      }
      expect(other!.x.dataSync()).not.toEqual(first!.x.dataSync());
    });
  });
});

test('eagerly nothing is compiled', async () => {
  const {model, compileMilliseconds, step} = await startFit(small.addition!, {engine: 'eager', batch: 1});
  expect(compileMilliseconds).toBeUndefined();
  expect(await step()).toBeGreaterThan(0);
  expect(isCompiled(model)).toBe(false);
});
