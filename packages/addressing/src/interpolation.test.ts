import {ArgumentError} from '@ntmjs/arguments';
import {
  anyDistributions,
  describeOnBackends,
  distributions,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  interpolated,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {interpolate} from './interpolation.js';

const [batch, rows] = [3, 4];

describeOnBackends('interpolate', () => {
  test('a table: each sample by its own gate', () => {
    const content = tf.tensor2d([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    const previous = tf.tensor2d([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    const gate = tf.tensor2d([[0], [0.25], [1]]);
    expect(interpolate(content, previous, gate).arraySync()).toEqual([
      [0, 1],
      [0.25, 0.75],
      [1, 0],
    ]);
  });

  test('values and gradients are those of the oracle', () => {
    expectGradients({
      op: interpolate,
      oracle: eachSample(batch, (content, previous, gate) => interpolated(content, previous, gate[0]!)),
      inputs: [
        {shape: [batch, rows], values: distributions(1, batch, rows)},
        {shape: [batch, rows], values: distributions(2, batch, rows)},
        {shape: [batch, 1], values: [0.1, 0.5, 0.95]},
      ],
    });
  });

  test('two distributions give a distribution', () => {
    const weighting = anyDistributions(1, rows);
    const gate = fc.oneof(fc.double({min: 0, max: 1, noNaN: true}), fc.constantFrom(0, 1));
    fc.assert(
      fc.property(weighting, weighting, gate, (content, previous, gate) => {
        tf.tidy(() => {
          const result = interpolate(
            tf.tensor2d(content, [1, rows]),
            tf.tensor2d(previous, [1, rows]),
            tf.tensor2d([[gate]]),
          );
          expectClose(tf.sum(result), [1]);
          expect(tf.min(result).dataSync()[0]).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });

  test('leaves no tensor behind', () => {
    const inputs = [
      tf.ones([batch, rows]) as tf.Tensor2D,
      tf.zeros([batch, rows]) as tf.Tensor2D,
      tf.fill([batch, 1], 0.5) as tf.Tensor2D,
    ] as const;
    expectNoLeak(() => interpolate(...inputs));
    const gradients = tf.grads(interpolate as (...inputs: tf.Tensor[]) => tf.Tensor);
    expectNoLeak(() => gradients([...inputs]));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [
      () => interpolate(zeros(4), zeros(2, 4), zeros(2, 1)),
      'contentWeighting must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [4]',
    ],
    [
      () => interpolate(zeros(2, 4), zeros(2, 5), zeros(2, 1)),
      'previousWeighting must be a tensor of shape [batch, rows] = [2, 4], got a tensor of shape [2, 5]',
    ],
    [
      () => interpolate(zeros(2, 4), zeros(1, 4), zeros(2, 1)),
      'previousWeighting must be a tensor of shape [batch, rows] = [2, 4], got a tensor of shape [1, 4]',
    ],
    [
      () => interpolate(zeros(2, 4), zeros(2, 4), zeros(2, 4)),
      'interpolationGate must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [2, 4]',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
