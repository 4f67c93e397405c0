import {ArgumentError} from '@ntmjs/arguments';
import {
  anyNumbers,
  describeOnBackends,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {sharpenLinked} from './linkSharpening.js';

const rows = 5;

/** The paper's formula. */
function sharpened(weighting: number[], sharpness: number): number[] {
  const largest = Math.max(...weighting);
  const powers = weighting.map((weight) => (weight / largest) ** sharpness);
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

const sharpen = (weighting: number[], sharpness: number) =>
  sharpenLinked(tf.tensor2d([weighting]), tf.tensor2d([[sharpness]]));

describeOnBackends('sharpenLinked', () => {
  test.each([
    [[0.5, 0.25, 0.25], 1, [0.5, 0.25, 0.25]],
    [[0.2, 0.1, 0.1], 1, [0.5, 0.25, 0.25]],
    [[0.2, 0.1, 0], 2, [0.8, 0.2, 0]],
    [[0.002, 0.001, 0], 2, [0.8, 0.2, 0]],
    [[0.5, 0.4, 0.1], 500, [1, 0, 0]],
    [[0, 0, 0], 2, [0, 0, 0]],
    [[0, 0, 0], 1, [0, 0, 0]],
    [[0.5, 0.5, -1e-7], 1, [0.5, 0.5, 0]],
    [[-1e-7, 0, 0], 2, [0, 0, 0]],
  ])('%j to the power %d is %j', (weighting, sharpness, expected) => {
    expectClose(sharpen(weighting, sharpness), expected, {absolute: 1e-5, relative: 0});
  });

  test('values and gradients are those of the oracle', () => {
    expectGradients({
      op: sharpenLinked,
      oracle: eachSample(2, (weighting, [sharpness]) => sharpened(weighting!, sharpness!)),
      inputs: [
        {shape: [2, rows], values: uniformNumbers(1, 2 * rows, 0.05, 0.3)},
        {shape: [2, 1], values: [1.5, 6]},
      ],
    });
  });

  test('is a distribution or less, with finite gradients, however weak the links', () => {
    const op = sharpenLinked as (...inputs: tf.Tensor[]) => tf.Tensor;
    const anyScale = fc.constantFrom(1, 1e-4, 1e-8, 1e-12, 1e-20, 1e-38, 0);
    fc.assert(
      fc.property(
        anyNumbers(rows, 0, 0.2),
        anyScale,
        fc.oneof(fc.double({min: 1, max: 20, noNaN: true}), fc.constantFrom(1, 101)),
        (weighting, scale, sharpness) => {
          tf.tidy(() => {
            const inputs = [
              tf.tensor2d([weighting.map((weight) => weight * scale)]),
              tf.tensor2d([[sharpness]]),
            ];
            const result = op(...inputs);
            expect(tf.min(result).dataSync()[0]).toBeGreaterThanOrEqual(0);
            expect(tf.sum(result).dataSync()[0]).toBeLessThanOrEqual(1 + 1e-5);
            for (const gradient of tf.grads(op)(inputs, tf.tensor2d([uniformNumbers(3, rows)]))) {
              expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
            }
          });
        },
      ),
    );
  });

  test('leaves no tensor behind', () => {
    const [weighting, sharpness] = [tf.ones<tf.Rank.R2>([2, rows]), tf.ones<tf.Rank.R2>([2, 1])];
    expectNoLeak(() => sharpenLinked(weighting, sharpness));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [
      () => sharpenLinked(zeros(4), zeros(2, 1)),
      'weighting must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [4]',
    ],
    [
      () => sharpenLinked(zeros(2, 4), zeros(2, 4)),
      'sharpness must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [2, 4]',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
