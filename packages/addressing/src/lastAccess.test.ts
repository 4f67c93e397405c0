import {ArgumentError} from '@ntmjs/arguments';
import {
  anyNumbers,
  describeOnBackends,
  expectClose,
  expectNoLeak,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {updateLastAccess} from './lastAccess.js';
import {topRows} from './topRows.js';

const [batch, rows] = [2, 4];

describeOnBackends('updateLastAccess', () => {
  test('a table: the step where the access is above the threshold, what it was elsewhere', () => {
    const previous = tf.tensor2d([
      [0, 3, 4, 0],
      [9, 8, 0, 0],
    ]);
    const access = tf.tensor2d([
      [0.5, 0, 0.25, 1.5],
      [0, 0.125, 0.25, 0.375],
    ]);
    const time = tf.tensor2d([[5], [10]]);
    expect(updateLastAccess(previous, access, time, 0.25).arraySync()).toEqual([
      [5, 3, 4, 5],
      [9, 8, 0, 10],
    ]);
    expect(updateLastAccess(previous, access, time, 0).arraySync()).toEqual([
      [5, 3, 5, 5],
      [9, 10, 10, 10],
    ]);
  });

  test('the least recently accessed rows of a sequence are those of a queue of rows', () => {
    const accessed = fc.array(fc.integer({min: 0, max: rows - 1}), {minLength: 1, maxLength: 12});
    fc.assert(
      fc.property(accessed, (sequence) => {
        tf.tidy(() => {
          const queue = Array.from({length: rows}, (_, row) => row);
          let last = tf.zeros<tf.Rank.R2>([1, rows]);
          for (const [index, row] of sequence.entries()) {
            queue.push(...queue.splice(queue.indexOf(row), 1));
            const access = tf.cast(tf.oneHot([row], rows), 'float32') as tf.Tensor2D;
            last = updateLastAccess(last, access, tf.tensor2d([[index + 1]]), 0.005);
          }
          expect([...topRows(tf.neg(last), rows).dataSync()]).toEqual(queue);
        });
      }),
    );
  });

  test('what is accessed anyhow is of this step with a threshold of 0, and nothing with one above all', () => {
    fc.assert(
      fc.property(anyNumbers(rows, 0.01, 2), (numbers) => {
        tf.tidy(() => {
          const access = tf.tensor2d(numbers, [1, rows]);
          const [previous, time] = [tf.tensor2d([[1, 2, 3, 4]]), tf.tensor2d([[7]])];
          expect([...updateLastAccess(previous, access, time, 0).dataSync()]).toEqual([7, 7, 7, 7]);
          expect([...updateLastAccess(previous, access, time, 2).dataSync()]).toEqual([1, 2, 3, 4]);
        });
      }),
    );
  });

  test('is a constant for the gradients of all its tensors', () => {
    const inputs = [
      tf.tensor2d([[0, 1, 2, 3]]),
      tf.tensor2d(uniformNumbers(1, rows, 0, 1), [1, rows]),
      tf.tensor2d([[4]]),
    ];
    const gradients = tf.grads((previous, access, time) =>
      updateLastAccess(previous as tf.Tensor2D, access as tf.Tensor2D, time as tf.Tensor2D, 0.5),
    )(inputs);
    for (const [index, {shape, size}] of inputs.entries()) {
      expect(gradients[index]!.shape).toEqual(shape);
      expectClose(gradients[index]!, new Float32Array(size));
    }
  });

  test('leaves no tensor behind', () => {
    const all = tf.ones<tf.Rank.R2>([batch, rows]);
    const time = tf.ones<tf.Rank.R2>([batch, 1]);
    expectNoLeak(() => updateLastAccess(all, all, time, 0.5));
    expectNoLeak(() => tf.grad((x) => updateLastAccess(x as tf.Tensor2D, all, time, 0.5))(all));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [
      () => updateLastAccess(zeros(4), zeros(2, 4), zeros(2, 1), 0),
      'previousLastAccess must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [4]',
    ],
    [
      () => updateLastAccess(zeros(2, 4), zeros(2, 5), zeros(2, 1), 0),
      'access must be a tensor of shape [batch, rows] = [2, 4], got a tensor of shape [2, 5]',
    ],
    [
      () => updateLastAccess(zeros(2, 4), zeros(2, 4), zeros(2), 0),
      'time must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [2]',
    ],
    [
      () => updateLastAccess(zeros(2, 4), zeros(2, 4), zeros(2, 1), -0.1),
      'threshold must be a finite number at least 0, got -0.1',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
