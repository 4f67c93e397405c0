import {ArgumentError} from '@ntmjs/arguments';
import {
  anyDistributions,
  anyNumbers,
  describeOnBackends,
  distributions,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  readVector,
  rowsOf,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {read} from './read.js';

const [rows, width] = [5, 3];

describeOnBackends('read', () => {
  test.each([
    [
      [1, 0, 0],
      [1, 2],
    ],
    [
      [0, 0, 1],
      [5, -6],
    ],
    [
      [0.5, 0.5, 0],
      [2, 3],
    ],
    [
      [0.25, 0.25, 0.5],
      [3.5, -1.5],
    ],
    [
      [0, 0, 0],
      [0, 0],
    ],
  ])('by %j is %j', (weighting, expected) => {
    const memory = tf.tensor3d([
      [
        [1, 2],
        [3, 4],
        [5, -6],
      ],
    ]);
    const result = read(memory, tf.tensor2d([weighting]));
    expect(result.shape).toEqual([1, 2]);
    expect([...result.dataSync()]).toEqual(expected);
  });

  test.each([1, 3])('values and gradients are those of the oracle for %i samples', (batch) => {
    expectGradients({
      op: read,
      oracle: eachSample(batch, (memory, weighting) => readVector(rowsOf(memory, width), weighting)),
      inputs: [
        {shape: [batch, rows, width], values: uniformNumbers(1, batch * rows * width, -2, 2)},
        {shape: [batch, rows], values: distributions(2, batch, rows)},
      ],
    });
  });

  test.each([
    [1, 4],
    [4, 1],
    [1, 1],
  ])('values and gradients are those of the oracle for %i rows of %i', (rows, width) => {
    expectGradients({
      op: read,
      oracle: eachSample(2, (memory, weighting) => readVector(rowsOf(memory, width), weighting)),
      inputs: [
        {shape: [2, rows, width], values: uniformNumbers(1, 2 * rows * width, -2, 2)},
        {shape: [2, rows], values: uniformNumbers(2, 2 * rows)},
      ],
    });
  });

  test('permuting the rows of memory and weighting alike changes nothing', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4], {minLength: rows});
    fc.assert(
      fc.property(
        anyNumbers(rows * width, -10, 10),
        anyDistributions(1, rows),
        order,
        (memory, weighting, order) => {
          tf.tidy(() => {
            const matrix = rowsOf(memory, width);
            const expected = read(tf.tensor3d([matrix]), tf.tensor2d([weighting]));
            const shuffled = read(
              tf.tensor3d([order.map((row) => matrix[row]!)]),
              tf.tensor2d([order.map((row) => weighting[row]!)]),
            );
            expectClose(shuffled, expected.dataSync(), {absolute: 1e-5});
          });
        },
      ),
    );
  });

  test('leaves no tensor behind', () => {
    const memory = tf.ones([2, rows, width]) as tf.Tensor3D;
    const weighting = tf.ones([2, rows]) as tf.Tensor2D;
    expectNoLeak(() => read(memory, weighting));
    const gradients = tf.grads(read as (...inputs: tf.Tensor[]) => tf.Tensor);
    expectNoLeak(() => gradients([memory, weighting]));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [
      () => read(zeros(5, 3), zeros(2, 5)),
      'memory must be a tensor of shape [batch, rows, width] = [?, ?, ?], got a tensor of shape [5, 3]',
    ],
    [
      () => read(zeros(2, 5, 3), zeros(2, 3)),
      'weighting must be a tensor of shape [batch, rows] = [2, 5], got a tensor of shape [2, 3]',
    ],
    [
      () => read(zeros(2, 5, 3), zeros(5)),
      'weighting must be a tensor of shape [batch, rows] = [2, 5], got a tensor of shape [5]',
    ],
    [
      () => read(zeros(2, 5, 3), undefined as never),
      'weighting must be a tensor of shape [batch, rows] = [2, 5], got undefined',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
