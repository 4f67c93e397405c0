import {ArgumentError} from '@ntmjs/arguments';
import {
  anyNumbers,
  describeOnBackends,
  expectClose,
  expectGradients,
  expectNoLeak,
  softmax,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {learnedWeighting, oneHotWeighting, uniformWeighting} from './initial.js';

describeOnBackends('weightings to start from', () => {
  test('one row alone', () => {
    expect(oneHotWeighting(2, 3).arraySync()).toEqual([
      [1, 0, 0],
      [1, 0, 0],
    ]);
    expect(oneHotWeighting(2, 3, 2).arraySync()).toEqual([
      [0, 0, 1],
      [0, 0, 1],
    ]);
  });

  test('every row alike', () => {
    expect(uniformWeighting(2, 4).arraySync()).toEqual([
      [0.25, 0.25, 0.25, 0.25],
      [0.25, 0.25, 0.25, 0.25],
    ]);
  });

  test('learned: the softmax of the logits, for every sample', () => {
    const logits = [0, Math.log(2), Math.log(5)];
    expectClose(learnedWeighting(2, tf.tensor1d(logits)), [1 / 8, 2 / 8, 5 / 8, 1 / 8, 2 / 8, 5 / 8]);
    expect(learnedWeighting(2, tf.tensor1d(logits)).shape).toEqual([2, 3]);
  });

  test.each([1, 3])('learned, for %i samples: values and gradients are those of the oracle', (batch) => {
    expectGradients({
      op: (logits: tf.Tensor1D) => learnedWeighting(batch, logits),
      oracle: (logits: number[]) => Array.from({length: batch}, () => softmax(logits)).flat(),
      inputs: [{shape: [5], values: uniformNumbers(1, 5, -3, 3)}],
    });
  });

  test('learned: a distribution, for all logits', () => {
    fc.assert(
      fc.property(anyNumbers(4, -1000, 1000), (logits) => {
        tf.tidy(() => {
          const weighting = learnedWeighting(1, tf.tensor1d(logits));
          expectClose(tf.sum(weighting), [1]);
          expect(tf.min(weighting).dataSync()[0]).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });

  test('leave no tensor behind', () => {
    const logits = tf.tensor1d([1, 2, 3]);
    expectNoLeak(() => oneHotWeighting(2, 3));
    expectNoLeak(() => uniformWeighting(2, 3));
    expectNoLeak(() => learnedWeighting(2, logits));
    const gradient = tf.grad((x: tf.Tensor) => learnedWeighting(2, x as tf.Tensor1D));
    expectNoLeak(() => gradient(logits));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');

  test.each([
    [() => oneHotWeighting(0, 3), 'batch must be a positive integer, got 0'],
    [() => oneHotWeighting(1, 2.5), 'rows must be a positive integer, got 2.5'],
    [() => oneHotWeighting(1, 3, 3), 'row must be an integer at least 0 and at most 2, got 3'],
    [() => oneHotWeighting(1, 3, -1), 'row must be an integer at least 0 and at most 2, got -1'],
    [() => uniformWeighting(-1, 3), 'batch must be a positive integer, got -1'],
    [() => uniformWeighting(1, 1e15), 'rows must be smaller: the weightings would take about 4 PB'],
    [() => uniformWeighting(1, Number.NaN), 'rows must be a positive integer, got NaN'],
    [() => learnedWeighting(0, tf.zeros([3])), 'batch must be a positive integer, got 0'],
    [
      () => learnedWeighting(1, tf.zeros([1, 3]) as tf.Tensor as tf.Tensor1D),
      'logits must be a tensor of shape [rows] = [?], got a tensor of shape [1, 3]',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
