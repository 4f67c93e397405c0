import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import type {ModelSpec} from './models.js';
import {allowRelaxedSimd} from './relaxedSimd.js';
import {startTraining} from './training.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const small = {model: 'ntm', controller: 'feedforward', units: 6, rows: 5, width: 3} as const;
const sizes = {batch: 2, length: 2};

const specs: Record<string, ModelSpec> = {
  'an NTM with a feedforward controller': small,
  'an NTM with an LSTM controller': {...small, controller: 'lstm'},
  'an NTM with four heads': {...small, heads: 2},
  'an LSTM': {model: 'lstm', units: 6},
  'an LSTM of two layers': {model: 'lstm', units: 6, layers: 2},
};

describe.each(Object.entries(specs))('%s', (_, spec) => {
  test('a step changes every weight, and leaks no tensor', async () => {
    const {model, step, compileMilliseconds} = await startTraining(spec, {engine: 'eager', ...sizes});
    expect(compileMilliseconds).toBeUndefined();
    const before = model.getWeights().map((weight) => weight.dataSync().slice());
    const losses = [await step()];
    const tensors = tf.memory().numTensors;
    losses.push(await step());
    expect(tf.memory().numTensors).toBe(tensors);
    for (const [index, weight] of model.getWeights().entries()) {
      expect(weight.dataSync(), model.weights[index]!.name).not.toEqual(before[index]);
    }
    // With small initial weights each of the 16 output bits is almost a guess, which costs one bit.
    for (const loss of losses) expect(Math.abs(loss - 16)).toBeLessThan(8);
  });

  test('has the same losses compiled', async () => {
    const engine = spec.model === 'ntm' ? 'compiled' : 'layers compiled';
    const eager = await startTraining(spec, {engine: 'eager', ...sizes});
    const compiled = await startTraining(spec, {engine, ...sizes});
    expect(compiled.compileMilliseconds).toBeGreaterThan(0);
    for (let count = 0; count < 3; count++) expect(await compiled.step()).toBeCloseTo(await eager.step(), 4);
  });
});

test('with relaxed SIMD the losses differ by rounding', async () => {
  expect(allowRelaxedSimd()).toBe(true);
  const plain = await startTraining(small, {engine: 'compiled', ...sizes});
  const relaxed = await startTraining(small, {engine: 'compiled', relaxedSimd: true, ...sizes});
  const losses: number[][] = [];
  for (let count = 0; count < 3; count++) losses.push([await plain.step(), await relaxed.step()]);
  for (const [one, other] of losses) expect(other).toBeCloseTo(one!, 4);
  expect(losses.some(([one, other]) => one !== other)).toBe(true);
});

test('a model that does not run on the engine is an error with the reason', async () => {
  const lstm: ModelSpec = {model: 'lstm', units: 2};
  await expect(startTraining(lstm, {engine: 'compiled', ...sizes})).rejects.toThrow(
    'the engine is layers compiled instead of compiled: the model is not one recurrent layer',
  );
  await expect(startTraining(small, {engine: 'layers compiled', ...sizes})).rejects.toThrow(
    'the engine is compiled instead of layers compiled',
  );
});

test('a loss that is not finite is an error', async () => {
  const {model, step} = await startTraining(
    {model: 'lstm', units: 2},
    {engine: 'eager', batch: 1, length: 1},
  );
  model.setWeights(model.getWeights().map((weight) => tf.fill(weight.shape, Number.NaN)));
  await expect(step()).rejects.toThrow('a logit is NaN');
});
