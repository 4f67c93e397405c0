import {ArgumentError} from '@ntmjs/arguments';
import {
  anyDistributions,
  describeOnBackends,
  distributions,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  shifted,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {circularShift} from './shift.js';

/** The weights of one shift alone, [2R + 1]. */
function oneShift(shift: number, range: number): number[] {
  return Array.from({length: 2 * range + 1}, (_, index) => +(index - range === shift));
}

/** What two shifts after one another come to, for the shifts −(R₁ + R₂) … R₁ + R₂. */
function convolution(first: readonly number[], second: readonly number[]): number[] {
  const result = Array.from({length: first.length + second.length - 1}, () => 0);
  first.forEach((a, i) => {
    second.forEach((b, j) => {
      result[i + j]! += a * b;
    });
  });
  return result;
}

describeOnBackends('circularShift', () => {
  const shift = (weighting: number[], weights: number[]) =>
    circularShift(tf.tensor2d([weighting]), tf.tensor2d([weights]));

  test.each([
    [[1, 2, 3, 4], [1], [1, 2, 3, 4]],
    [
      [1, 2, 3, 4],
      [0, 0, 1],
      [4, 1, 2, 3],
    ],
    [
      [1, 2, 3, 4],
      [0, 1, 0],
      [1, 2, 3, 4],
    ],
    [
      [1, 2, 3, 4],
      [1, 0, 0],
      [2, 3, 4, 1],
    ],
    [
      [1, 2, 3, 4, 5],
      [0, 0, 0, 0, 1],
      [4, 5, 1, 2, 3],
    ],
    [
      [1, 2, 3, 4, 5],
      [1, 0, 0, 0, 0],
      [3, 4, 5, 1, 2],
    ],
    [
      [1, 2, 3],
      [0, 0, 1],
      [3, 1, 2],
    ],
    [[7], [1], [7]],
    [
      [0, 1, 0, 0],
      [0.125, 0.25, 0.625],
      [0.125, 0.25, 0.625, 0],
    ],
    [
      [1, 0, 0, 0],
      [0.125, 0.25, 0.625],
      [0.25, 0.625, 0, 0.125],
    ],
    [
      [0, 0, 0, 1],
      [0.125, 0.25, 0.625],
      [0.625, 0, 0.125, 0.25],
    ],
    [
      [0.5, 0, 0, 0.5],
      [0.125, 0.25, 0.625],
      [0.4375, 0.3125, 0.0625, 0.1875],
    ],
  ])('%j by %j is %j', (weighting, weights, expected) => {
    expect([...shift(weighting, weights).dataSync()]).toEqual(expected);
  });

  test('each sample is shifted by its own weights', () => {
    const weighting = tf.tensor2d([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const weights = tf.tensor2d([
      [0, 0, 1],
      [1, 0, 0],
    ]);
    expect(circularShift(weighting, weights).arraySync()).toEqual([
      [3, 1, 2],
      [5, 6, 4],
    ]);
  });

  test.each([
    [0, 1],
    [0, 4],
    [1, 3],
    [1, 8],
    [2, 5],
    [2, 6],
    [3, 7],
    [3, 9],
  ])('values and gradients are those of the oracle for R = %i on %i rows', (range, rows) => {
    // wasm multiplies the matrices of one sample and of several in different ways
    for (const batch of [1, 2]) {
      expectGradients({
        op: circularShift,
        oracle: eachSample(batch, shifted),
        inputs: [
          {shape: [batch, rows], values: distributions(1, batch, rows)},
          {shape: [batch, 2 * range + 1], values: distributions(2, batch, 2 * range + 1)},
        ],
      });
    }
  });

  test.each([1, 5])('%i shifts of one sample over and over leave other tensors as they are', (shifts) => {
    const weighting = tf.tensor2d(distributions(1, 1, 6), [1, 6]);
    const weights = tf.tensor2d(distributions(2, 1, shifts), [1, shifts]);
    const gradients = tf.grads(circularShift as (...inputs: tf.Tensor[]) => tf.Tensor);
    const witnesses = Array.from({length: 100}, (_, index) => tf.fill([6], index));
    for (let time = 0; time < 100; time++) tf.dispose(gradients([weighting, weights]));
    witnesses.forEach((witness, index) => {
      expectClose(
        witness,
        Array.from({length: 6}, () => index),
      );
    });
  });

  const rows = 9;
  const anyWeighting = anyDistributions(1, rows);
  const anyRange = fc.integer({min: 0, max: 2});
  const anyWeights = anyRange.chain((range) => anyDistributions(1, 2 * range + 1));

  test('a shift by one number of rows is a roll', () => {
    const anyRoll = fc.integer({min: 0, max: 4}).chain((range) => {
      return fc.tuple(fc.constant(range), fc.integer({min: -range, max: range}));
    });
    fc.assert(
      fc.property(anyWeighting, anyRoll, (weighting, [range, by]) => {
        tf.tidy(() => {
          const expected = weighting.map((_, row) => Math.fround(weighting[(row - by + rows) % rows]!));
          expect([...shift(weighting, oneShift(by, range)).dataSync()]).toEqual(expected);
        });
      }),
    );
  });

  test('a distribution stays one', () => {
    fc.assert(
      fc.property(anyWeighting, anyWeights, (weighting, weights) => {
        tf.tidy(() => {
          const result = shift(weighting, weights);
          expectClose(tf.sum(result), [1]);
          expect(tf.min(result).dataSync()[0]).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });

  test('two shifts after one another are one shift by their convolution', () => {
    fc.assert(
      fc.property(anyWeighting, anyWeights, anyWeights, (weighting, first, second) => {
        tf.tidy(() => {
          const both = circularShift(shift(weighting, first), tf.tensor2d([second]));
          expectClose(both, shift(weighting, convolution(first, second)).dataSync());
        });
      }),
    );
  });

  test('leaves no tensor behind', () => {
    for (const shifts of [1, 5]) {
      const weighting = tf.ones([2, 6]) as tf.Tensor2D;
      const weights = tf.ones([2, shifts]) as tf.Tensor2D;
      expectNoLeak(() => circularShift(weighting, weights));
      const gradients = tf.grads(circularShift as (...inputs: tf.Tensor[]) => tf.Tensor);
      expectNoLeak(() => gradients([weighting, weights]));
    }
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [
      () => circularShift(zeros(5), zeros(1, 3)),
      'weighting must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [5]',
    ],
    [
      () => circularShift(zeros(2, 5), zeros(1, 3)),
      'shiftWeights must be a tensor of shape [batch, shifts] = [2, ?], got a tensor of shape [1, 3]',
    ],
    [
      () => circularShift(zeros(2, 5), zeros(2, 4)),
      'shiftWeights must be an odd number of shifts, at most the 5 rows, got a tensor of shape [2, 4]',
    ],
    [
      () => circularShift(zeros(2, 5), zeros(2, 7)),
      'shiftWeights must be an odd number of shifts, at most the 5 rows, got a tensor of shape [2, 7]',
    ],
    [
      () => circularShift(zeros(2, 5), zeros(2, 0)),
      'shiftWeights must be an odd number of shifts, at most the 5 rows, got a tensor of shape [2, 0]',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
