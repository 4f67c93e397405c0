import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {decayAfter, learningRateOf, setLearningRate} from './learningRate.js';
import {createOptimizer} from './optimizers/createOptimizer.js';

test.each([
  [0, 1],
  [50, 0.8],
  [100, 0.6],
  [200, 0.2],
  [201, 0.2],
  [1e9, 0.2],
])('after %d sequences of a decay to 0.2 over 200 the rate is %d of the first', (sequences, part) => {
  expect(decayAfter(sequences, {to: 0.2, over: 200})).toBeCloseTo(part, 12);
});

test('without a decay the rate stays', () => {
  expect(decayAfter(1e9, undefined)).toBe(1);
  expect(decayAfter(1e9, {to: 1, over: 3})).toBe(1);
});

describe('the rate of an optimizer', () => {
  useBackend('cpu');

  test.each<[string, () => tf.Optimizer]>([
    ['Graves’ RMSProp', () => createOptimizer({type: 'gravesRmsProp', learningRate: 0.5})],
    ['Adam', () => createOptimizer({type: 'adam', learningRate: 0.5})],
    ['SGD, which keeps it twice,', () => tf.train.sgd(0.5)],
    ['momentum', () => tf.train.momentum(0.5, 0)],
  ])('%s is read and set, and counts', (_, create) => {
    const optimizer = create();
    expect(learningRateOf(optimizer)).toBe(0.5);
    const move = (changed: tf.Optimizer) => {
      const variable = tf.variable(tf.scalar(0));
      changed.applyGradients({[variable.name]: tf.scalar(1)});
      return variable.dataSync()[0]!;
    };
    const whole = move(create());
    setLearningRate(optimizer, 0.25);
    expect(learningRateOf(optimizer)).toBe(0.25);
    expect(move(optimizer)).toBeCloseTo(whole / 2, 6);
  });
});
