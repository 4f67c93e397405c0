import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {createOptimizer, type OptimizerArgs, optimizerTypes} from './createOptimizer.js';
import {GravesRmsProp} from './gravesRmsProp.js';

useBackend('cpu');

test('the kinds that can be asked for', () => {
  expect(optimizerTypes).toEqual(['gravesRmsProp', 'adam']);
});

describe('gravesRmsProp', () => {
  test('is Graves’ RMSProp with the arguments given, and its defaults', () => {
    const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1e-3, momentum: 0.5});
    expect(optimizer).toBeInstanceOf(GravesRmsProp);
    expect(optimizer.getConfig()).toEqual({
      learningRate: 1e-3,
      decay: 0.95,
      momentum: 0.5,
      epsilon: 1e-4,
    });
  });
});

describe('adam', () => {
  test('is tfjs’ Adam with its defaults', () => {
    const optimizer = createOptimizer({type: 'adam', learningRate: 1e-3});
    expect(optimizer.getClassName()).toBe('Adam');
    expect(optimizer.getConfig()).toEqual(tf.train.adam(1e-3).getConfig());
  });

  test.each([
    {learningRate: 0.1, beta2: 0.99},
    {learningRate: 0.01, beta1: 0.5, beta2: 0.5, epsilon: 1e-3},
  ])('has the arguments given: %o', (args) => {
    const {learningRate, beta1 = 0.9, beta2, epsilon = 1e-7} = args;
    const optimizer = createOptimizer({type: 'adam', ...args});
    expect(optimizer.getConfig()).toEqual({learningRate, beta1, beta2, epsilon});
    const variable = tf.variable(tf.tensor1d([1, -2]));
    let [m, v, values] = [
      [0, 0],
      [0, 0],
      [1, -2],
    ];
    for (let step = 1; step <= 5; step++) {
      const gradient = [step, -0.5 * step];
      optimizer.applyGradients({[variable.name]: tf.tensor1d(gradient)});
      m = m!.map((old, i) => beta1 * old + (1 - beta1) * gradient[i]!);
      v = v!.map((old, i) => beta2 * old + (1 - beta2) * gradient[i]! ** 2);
      values = values!.map((old, i) => {
        const root = Math.sqrt(v![i]! / (1 - beta2 ** step)) + epsilon;
        return old - (learningRate * m![i]!) / (1 - beta1 ** step) / root;
      });
      expectClose(variable, values, {absolute: 1e-5});
    }
  });
});

describe('wrong arguments', () => {
  const fraction = 'a finite number at least 0 and below 1';
  test.each([
    [{type: 'sgd', learningRate: 1}, 'optimizer.type must be one of "gravesRmsProp", "adam", got "sgd"'],
    [undefined, 'optimizer.type must be one of "gravesRmsProp", "adam", got undefined'],
    [{type: 'adam'}, 'optimizer.learningRate must be a finite number above 0, got undefined'],
    [{type: 'adam', learningRate: -1}, 'optimizer.learningRate must be a finite number above 0, got -1'],
    [
      {type: 'gravesRmsProp', learningRate: -1},
      'optimizer.learningRate must be a finite number above 0, got -1',
    ],
    [
      {type: 'gravesRmsProp', learningRate: '1'},
      'optimizer.learningRate must be a finite number above 0, got "1"',
    ],
    [{type: 'gravesRmsProp', learningRate: 1, decay: 1}, `optimizer.decay must be ${fraction}, got 1`],
    [{type: 'gravesRmsProp', learningRate: 1, momentum: 2}, `optimizer.momentum must be ${fraction}, got 2`],
    [
      {type: 'gravesRmsProp', learningRate: 1, epsilon: 0},
      'optimizer.epsilon must be a finite number above 0, got 0',
    ],
    [{type: 'adam', learningRate: 1, beta1: -0.1}, `optimizer.beta1 must be ${fraction}, got -0.1`],
    [{type: 'adam', learningRate: 1, beta2: 1}, `optimizer.beta2 must be ${fraction}, got 1`],
    [{type: 'adam', learningRate: 1, epsilon: 0}, 'optimizer.epsilon must be a finite number above 0, got 0'],
    [
      {type: 'adam', learningRate: 1, momentum: 0.9},
      'optimizer.momentum must be left out (the options are type, learningRate, beta1, beta2, epsilon), got 0.9',
    ],
    [
      {type: 'gravesRmsProp', learningRate: 1, beta2: 0.9},
      'optimizer.beta2 must be left out (the options are type, learningRate, decay, momentum, epsilon), got 0.9',
    ],
  ])('%o', (args, message) => {
    expect(() => createOptimizer(args as OptimizerArgs)).toThrow(message);
  });
});
