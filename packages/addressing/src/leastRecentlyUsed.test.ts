import {ArgumentError} from '@ntmjs/arguments';
import {
  anyNumbers,
  describeOnBackends,
  expectClose,
  expectGradients,
  expectNoLeak,
  rowsOf,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {decayedUsage, leastUsed} from './leastRecentlyUsed.js';

const [batch, rows] = [2, 5];

describeOnBackends('decayedUsage', () => {
  test('a table: what is left of the usage, and what is attended to now', () => {
    const usage = decayedUsage(
      tf.tensor2d([[2, 0, 1]]),
      [tf.tensor2d([[0, 1, 0]]), tf.tensor2d([[0, 0.5, 0.5]])],
      0.5,
    );
    expect(usage.arraySync()).toEqual([[1, 1.5, 1]]);
    expect(decayedUsage(usage, [tf.zeros([1, 3])], 1).arraySync()).toEqual([[1, 1.5, 1]]);
    expect(decayedUsage(usage, [tf.zeros([1, 3])], 0).arraySync()).toEqual([[0, 0, 0]]);
  });

  test('values and gradients are those of the oracle', () => {
    expectGradients({
      op: (usage: tf.Tensor2D, ...weightings: tf.Tensor2D[]) => decayedUsage(usage, weightings, 0.9),
      oracle: (usage, first, second) =>
        usage!.map((value, index) => 0.9 * value + first![index]! + second![index]!),
      inputs: [1, 2, 3].map((seed) => ({
        shape: [batch, rows],
        values: uniformNumbers(seed, batch * rows, 0, 1),
      })),
    });
  });

  test('leaves no tensor behind', () => {
    const usage = tf.ones<tf.Rank.R2>([batch, rows]);
    expectNoLeak(() => decayedUsage(usage, [usage, usage], 0.5));
    expectNoLeak(() => tf.grad((x) => decayedUsage(x as tf.Tensor2D, [usage], 0.5))(usage));
  });
});

/** The least used rows, by sorting. */
function sorted(usage: readonly number[], count: number): number[][] {
  const order = usage.map((_, row) => row).sort((one, other) => usage[one]! - usage[other]! || one - other);
  return order.slice(0, count).map((row) => usage.map((_, index) => +(index === row)));
}

describeOnBackends('leastUsed', () => {
  test('a table: the least used row first, the lower index where two are used alike', () => {
    const usage = tf.tensor2d([
      [0.3, 0.1, 0, 0.1],
      [0, 0, 0, 0],
    ]);
    expect(leastUsed(usage, 3).arraySync()).toEqual([
      [
        [0, 0, 1, 0],
        [0, 1, 0, 0],
        [0, 0, 0, 1],
      ],
      [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ],
    ]);
  });

  test('equals the result of sorting, ties included, for every number of rows', () => {
    const few = fc.array(fc.constantFrom(0, 0.25, 0.5, 1), {
      minLength: batch * rows,
      maxLength: batch * rows,
    });
    const usages = fc.oneof(anyNumbers(batch * rows, 0, 10), few);
    fc.assert(
      fc.property(usages, fc.integer({min: 1, max: rows}), (values, count) => {
        tf.tidy(() => {
          const usage = tf.tensor2d(values, [batch, rows]);
          const single = rowsOf(usage.dataSync(), rows);
          expect(leastUsed(usage, count).arraySync()).toEqual(single.map((sample) => sorted(sample, count)));
        });
      }),
    );
  });

  test('is a constant for the gradient: that of a sum with it is that of the other term', () => {
    const usage = tf.tensor2d(uniformNumbers(4, batch * rows, 0, 1), [batch, rows]);
    const gradient = tf.grad((x) => tf.add(tf.sum(leastUsed(x as tf.Tensor2D, 2), 1), tf.mul(x, 3)))(usage);
    expectClose(gradient, new Float32Array(batch * rows).fill(3));
    expectClose(
      tf.grad((x) => tf.mul(tf.sum(leastUsed(x as tf.Tensor2D, 2), 1), 5))(usage),
      tf.zeros([batch, rows]).dataSync() as Float32Array,
    );
  });

  test('leaves no tensor behind', () => {
    const usage = tf.ones<tf.Rank.R2>([batch, rows]);
    expectNoLeak(() => leastUsed(usage, 2));
    expectNoLeak(() => tf.grad((x) => leastUsed(x as tf.Tensor2D, 2))(usage));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;
  const usage = (...shape: number[]) => decayedUsage(zeros(2, 4), [zeros(...shape)], 0.5);

  test.each([
    [
      () => decayedUsage(zeros(4), [zeros(2, 4)], 0.5),
      'previousUsage must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [4]',
    ],
    [
      () => usage(2, 5),
      'weightings[0] must be a tensor of shape [batch, rows] = [2, 4], got a tensor of shape [2, 5]',
    ],
    [() => decayedUsage(zeros(2, 4), [], 0.5), 'weightings must be a list of at least one weighting, got []'],
    [
      () => decayedUsage(zeros(2, 4), zeros(2, 4), 0.5),
      'weightings must be a list of at least one weighting, got a tensor of shape [2, 4]',
    ],
    [
      () => decayedUsage(zeros(2, 4), [zeros(2, 4)], 1.5),
      'decay must be a finite number at least 0 and at most 1, got 1.5',
    ],
    [
      () => decayedUsage(zeros(2, 4), [zeros(2, 4)], -0.5),
      'decay must be a finite number at least 0 and at most 1, got -0.5',
    ],
    [
      () => leastUsed(zeros(2, 4, 1), 1),
      'usage must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [2, 4, 1]',
    ],
    [() => leastUsed(zeros(2, 4), 0), 'count must be a positive integer, got 0'],
    [() => leastUsed(zeros(2, 4), 5), 'count must be an integer at most 4, got 5'],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
