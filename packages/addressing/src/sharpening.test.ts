import {ArgumentError} from '@ntmjs/arguments';
import {
  anyDistributions,
  describeOnBackends,
  distributions,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  sharpened,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {sharpen} from './sharpening.js';

const [batch, rows] = [3, 5];

describeOnBackends('sharpen', () => {
  test('a table', () => {
    const weighting = tf.tensor2d([
      [0.5, 0.25, 0.25, 0],
      [0.5, 0.25, 0.25, 0],
      [0.5, 0.25, 0.25, 0],
      [0.2505, 0.2495, 0.25, 0.25],
    ]);
    const sharpening = tf.tensor2d([[1], [2], [100], [1e5]]);
    expectClose(
      sharpen(weighting, sharpening),
      [
        [0.5, 0.25, 0.25, 0],
        [4 / 6, 1 / 6, 1 / 6, 0],
        [1, 0, 0, 0],
        [1, 0, 0, 0],
      ].flat(),
    );
  });

  test.each([
    [1, 1.5, 3],
    [7, 20, 40],
  ])('values and gradients are those of the oracle for γ = %d, %d, %d', (...sharpening) => {
    expectGradients({
      op: sharpen,
      oracle: eachSample(batch, (weighting, gamma) => sharpened(weighting, gamma[0]!)),
      inputs: [
        {shape: [batch, rows], values: distributions(1, batch, rows)},
        {shape: [batch, 1], values: sharpening},
      ],
    });
  });

  const anyWeighting = anyDistributions(1, rows);
  const anySharpening = fc.oneof(fc.double({min: 1, max: 20, noNaN: true}), fc.constantFrom(1, 100));

  test('is a distribution with finite gradients, also of weightings with zeros', () => {
    const op = sharpen as (...inputs: tf.Tensor[]) => tf.Tensor;
    fc.assert(
      fc.property(anyWeighting, anySharpening, (weighting, sharpening) => {
        tf.tidy(() => {
          const inputs = [tf.tensor(weighting, [1, rows]), tf.tensor([[sharpening]])];
          const result = op(...inputs);
          expectClose(tf.sum(result), [1]);
          expect(tf.min(result).dataSync()[0]).toBeGreaterThanOrEqual(0);
          const dy = tf.tensor(uniformNumbers(3, rows), [1, rows]);
          for (const gradient of tf.grads(op)(inputs, dy)) {
            expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
          }
        });
      }),
    );
  });

  test('the row that had the most has the most, and at least as much as before', () => {
    fc.assert(
      fc.property(anyWeighting, anySharpening, (weighting, sharpening) => {
        tf.tidy(() => {
          const result = sharpen(tf.tensor2d(weighting, [1, rows]), tf.tensor2d([[sharpening]])).dataSync();
          const most = weighting.indexOf(Math.max(...weighting));
          expect(result[most]).toBeGreaterThanOrEqual(Math.max(...result) - 1e-6);
          expect(result[most]).toBeGreaterThanOrEqual(weighting[most]! - 1e-5);
        });
      }),
    );
  });

  test('γ = 1 does not change the weighting', () => {
    fc.assert(
      fc.property(anyWeighting, (weighting) => {
        tf.tidy(() => {
          expectClose(sharpen(tf.tensor2d(weighting, [1, rows]), tf.ones([1, 1])), weighting);
        });
      }),
    );
  });

  test('leaves no tensor behind', () => {
    const weighting = tf.fill([batch, rows], 1 / rows) as tf.Tensor2D;
    const sharpening = tf.fill([batch, 1], 2) as tf.Tensor2D;
    expectNoLeak(() => sharpen(weighting, sharpening));
    const gradients = tf.grads(sharpen as (...inputs: tf.Tensor[]) => tf.Tensor);
    expectNoLeak(() => gradients([weighting, sharpening]));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [
      () => sharpen(zeros(2, 4, 1), zeros(2, 1)),
      'weighting must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [2, 4, 1]',
    ],
    [
      () => sharpen(zeros(2, 4), zeros(1, 1)),
      'sharpening must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [1, 1]',
    ],
    [
      () => sharpen(zeros(2, 4), zeros(2, 4)),
      'sharpening must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [2, 4]',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
