import {compile} from '@ntmjs/compile';
import {RandomStream} from '@ntmjs/tasks';
import {expectClose, useBackend} from '@ntmjs/test-support';
import {createOptimizer, train} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {createModel} from './model.js';
import {task} from './task.js';

/** All weights after a few steps of training. */
async function trained(compileMode: 'auto' | 'never'): Promise<number[][]> {
  const model = createModel(1);
  const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1e-3});
  const args = {model, task, optimizer, seed: 1, batch: 4, sequences: 12, compile: compileMode};
  for await (const {type, report} of train(args)) {
    if (type === 'end') expect(report.engine).toBe(compileMode === 'auto' ? 'compiled' : 'eager');
  }
  const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
  model.dispose();
  optimizer.dispose();
  return weights;
}

describe('the model with a ring memory', () => {
  useBackend('cpu');

  test('has the same outputs compiled and eager', () => {
    const model = createModel(1);
    const {inputs, batch, steps, inputSize} = task.sample(new RandomStream(1), 3, {items: 6});
    tf.tidy(() => {
      const x = tf.tensor3d(inputs, [batch, steps, inputSize]);
      const eager = (model.predict(x) as tf.Tensor).dataSync();
      compile(model.layers[0] as RNN);
      expectClose(model.predict(x) as tf.Tensor, eager, {relative: 1e-4});
    });
    model.dispose();
  });

  test('learns the same compiled and eager', async () => {
    const [compiled, eager] = [await trained('auto'), await trained('never')];
    for (const [index, weight] of eager.entries()) {
      expectClose(compiled[index]!, weight, {absolute: 1e-5, relative: 1e-3});
    }
  });
});
