import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {startForward} from './forward.js';

test('does not train, and has the same losses eager and compiled', async () => {
  await tf.setBackend('cpu');
  const spec = {model: 'ntm', controller: 'feedforward', units: 6, rows: 5, width: 3} as const;
  const eager = startForward(spec, {engine: 'eager', batch: 2, length: 2});
  const compiled = startForward(spec, {engine: 'compiled', batch: 2, length: 2});
  expect(eager.compileMilliseconds).toBeUndefined();
  expect(compiled.compileMilliseconds).toBeGreaterThan(0);
  const before = compiled.model.getWeights().map((weight) => weight.dataSync().slice());
  const tensors = tf.memory().numTensors;
  for (let count = 0; count < 2; count++) expect(await compiled.step()).toBeCloseTo(await eager.step(), 4);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(compiled.model.getWeights().map((weight) => weight.dataSync())).toEqual(before);
});
