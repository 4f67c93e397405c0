import {ArgumentError} from '@ntmjs/arguments';
import {
  anyNumbers,
  describeOnBackends,
  expectClose,
  expectNoLeak,
  rowsOf,
  similarities,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {cosineSimilarity} from './content.js';
import {leastUsed} from './leastRecentlyUsed.js';
import {mostSimilarRows, topRows} from './topRows.js';

const [batch, rows, width] = [2, 6, 3];

/** The rows of the largest values, by sorting. */
function sorted(values: readonly number[], count: number): number[] {
  const order = values
    .map((_, row) => row)
    .sort((one, other) => values[other]! - values[one]! || one - other);
  return order.slice(0, count);
}

/** Values of two samples, of which many are equal. */
const anyValues = fc.oneof(
  anyNumbers(batch * rows, -10, 10),
  fc.array(fc.constantFrom(-1, -0.25, 0, 0.25), {minLength: batch * rows, maxLength: batch * rows}),
);
const anyCount = fc.integer({min: 1, max: rows});

describeOnBackends('topRows', () => {
  test('a table: the largest value first, the lower index where two are equal', () => {
    const values = tf.tensor2d([
      [0.3, 2, -1, 2],
      [0, 0, 0, 0],
    ]);
    const chosen = topRows(values, 3);
    expect(chosen.dtype).toBe('float32');
    expect(chosen.arraySync()).toEqual([
      [1, 3, 0],
      [0, 1, 2],
    ]);
  });

  test('equals the result of sorting, ties included, for every number of rows', () => {
    fc.assert(
      fc.property(anyValues, anyCount, (numbers, count) => {
        tf.tidy(() => {
          const values = tf.tensor2d(numbers, [batch, rows]);
          const single = rowsOf(values.dataSync(), rows);
          expect(topRows(values, count).arraySync()).toEqual(single.map((sample) => sorted(sample, count)));
        });
      }),
    );
  });

  test('of many rows too, and of one', () => {
    const many = uniformNumbers(5, 5000, 0, 300).map(Math.floor);
    expect([...topRows(tf.tensor2d([many]), 40).dataSync()]).toEqual(sorted(many, 40));
    expect(topRows(tf.tensor2d([[3], [4]]), 1).arraySync()).toEqual([[0], [0]]);
  });

  test('of negative usages it is leastUsed', () => {
    fc.assert(
      fc.property(anyValues, anyCount, (numbers, count) => {
        tf.tidy(() => {
          const usage = tf.tensor2d(numbers.map(Math.abs), [batch, rows]);
          const least = tf.argMax(leastUsed(usage, count), 2);
          expect(topRows(tf.neg(usage), count).arraySync()).toEqual(least.arraySync());
        });
      }),
    );
  });

  test('is a constant for the gradient: that of a sum with it is that of the other term', () => {
    const values = tf.tensor2d(uniformNumbers(4, batch * rows), [batch, rows]);
    const gradient = tf.grad((x) => tf.add(tf.sum(topRows(x as tf.Tensor2D, 2)), tf.mul(x, 3)))(values);
    expectClose(gradient, new Float32Array(batch * rows).fill(3));
    expectClose(
      tf.grad((x) => tf.mul(topRows(x as tf.Tensor2D, 2), 5))(values),
      new Float32Array(batch * rows),
    );
  });

  test('leaves no tensor behind', () => {
    const values = tf.ones<tf.Rank.R2>([batch, rows]);
    expectNoLeak(() => topRows(values, 2));
    expectNoLeak(() => tf.grad((x) => topRows(x as tf.Tensor2D, 2))(values));
  });
});

describeOnBackends('mostSimilarRows', () => {
  test('a table: along the key, at an angle, across and against it; equal rows by index', () => {
    const memory = tf.tensor3d([
      [
        [-4, 0],
        [0, 2],
        [3, 4],
        [0, 1],
        [5, 0],
      ],
    ]);
    expect(mostSimilarRows(memory, tf.tensor2d([[2, 0]]), 5).arraySync()).toEqual([[4, 2, 1, 3, 0]]);
    const alike = tf.fill([1, 4, 2], 1e-6) as tf.Tensor3D;
    expect(mostSimilarRows(alike, tf.tensor2d([[2, 1]]), 3).arraySync()).toEqual([[0, 1, 2]]);
  });

  test('is the order of the oracle’s similarities', () => {
    const [memory, keys] = [uniformNumbers(1, batch * 20 * width), uniformNumbers(2, batch * width)];
    const chosen = mostSimilarRows(
      tf.tensor3d(memory, [batch, 20, width]),
      tf.tensor2d(keys, [batch, width]),
      20,
    );
    const samples = rowsOf(memory, 20 * width).map((sample) => rowsOf(sample, width));
    const expected = samples.map((sample, index) =>
      sorted(similarities(sample, rowsOf(keys, width)[index]!), 20),
    );
    expect(chosen.arraySync()).toEqual(expected);
  });

  test('is a constant for the gradients of memory and key', () => {
    const memory = tf.tensor3d(uniformNumbers(1, batch * rows * width), [batch, rows, width]);
    const key = tf.tensor2d(uniformNumbers(2, batch * width), [batch, width]);
    const plain = (...[M, k]: tf.Tensor[]) => cosineSimilarity(M as tf.Tensor3D, k as tf.Tensor2D);
    const more = (...[M, k]: tf.Tensor[]) =>
      tf.add(plain(M!, k!), tf.sum(mostSimilarRows(M as tf.Tensor3D, k as tf.Tensor2D, 2)));
    const [expected, actual] = [plain, more].map((op) => tf.grads(op)([memory, key]));
    for (const [index, gradient] of expected!.entries()) expectClose(actual![index]!, gradient.dataSync());
    const alone = tf.grad((k) => mostSimilarRows(memory, k as tf.Tensor2D, 2))(key);
    expectClose(alone, new Float32Array(batch * width));
  });

  test('leaves no tensor behind', () => {
    const [memory, key] = [tf.ones<tf.Rank.R3>([batch, rows, width]), tf.ones<tf.Rank.R2>([batch, width])];
    expectNoLeak(() => mostSimilarRows(memory, key, 2));
    expectNoLeak(() => tf.grad((k) => mostSimilarRows(memory, k as tf.Tensor2D, 2))(key));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [
      () => topRows(zeros(2, 4, 1), 1),
      'values must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [2, 4, 1]',
    ],
    [() => topRows(zeros(2, 4), 0), 'count must be a positive integer, got 0'],
    [() => topRows(zeros(2, 4), 5), 'count must be an integer at most 4, got 5'],
    [
      () => mostSimilarRows(zeros(2, 4), zeros(2, 3), 1),
      'memory must be a tensor of shape [batch, rows, width] = [?, ?, ?], got a tensor of shape [2, 4]',
    ],
    [
      () => mostSimilarRows(zeros(2, 4, 3), zeros(2, 4), 1),
      'key must be a tensor of shape [batch, width] = [2, 3], got a tensor of shape [2, 4]',
    ],
    [() => mostSimilarRows(zeros(2, 4, 3), zeros(2, 3), 1.5), 'count must be a positive integer, got 1.5'],
    [() => mostSimilarRows(zeros(2, 4, 3), zeros(2, 3), 5), 'count must be an integer at most 4, got 5'],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
