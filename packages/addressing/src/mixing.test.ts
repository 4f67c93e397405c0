import {ArgumentError} from '@ntmjs/arguments';
import {
  describeOnBackends,
  distributions,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {mixWeightings} from './mixing.js';

const rows = 4;

describeOnBackends('mixWeightings', () => {
  test('each counts as much as its share', () => {
    const weightings = [[[1, 0, 0]], [[0, 1, 0]], [[0, 0, 0]]].map((values) => tf.tensor2d(values));
    expectClose(mixWeightings(weightings, tf.tensor2d([[0.5, 0.25, 0.25]])), [0.5, 0.25, 0]);
    expectClose(mixWeightings(weightings.slice(0, 1), tf.tensor2d([[1]])), [1, 0, 0]);
  });

  test('values and gradients are those of the oracle', () => {
    const sample = (first: number[], second: number[], [a, b]: number[]) =>
      first.map((weight, row) => a! * weight + b! * second[row]!);
    expectGradients({
      op: (first: tf.Tensor2D, second: tf.Tensor2D, shares: tf.Tensor2D) =>
        mixWeightings([first, second], shares),
      oracle: eachSample(2, sample as (...parts: number[][]) => number[]),
      inputs: [
        {shape: [2, rows], values: distributions(1, 2, rows)},
        {shape: [2, rows], values: distributions(2, 2, rows)},
        {shape: [2, 2], values: distributions(3, 2, 2)},
      ],
    });
  });

  test('one weighting alone has gradients too', () => {
    expectGradients({
      op: (weighting: tf.Tensor2D, shares: tf.Tensor2D) => mixWeightings([weighting], shares),
      oracle: (weighting, [share]) => weighting!.map((weight) => weight * share!),
      inputs: [
        {shape: [1, rows], values: distributions(1, 1, rows)},
        {shape: [1, 1], values: [0.7]},
      ],
    });
  });

  test('leaves no tensor behind', () => {
    const [weighting, shares] = [tf.ones<tf.Rank.R2>([2, rows]), tf.ones<tf.Rank.R2>([2, 2])];
    expectNoLeak(() => mixWeightings([weighting, weighting], shares));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [() => mixWeightings([], zeros(2, 1)), 'weightings must be a list of at least one weighting, got []'],
    [() => mixWeightings([zeros(4)], zeros(2, 1)), 'weightings[0] must be a tensor of shape [batch, rows]'],
    [
      () => mixWeightings([zeros(2, 4), zeros(2, 3)], zeros(2, 2)),
      'weightings[1] must be a tensor of shape [batch, rows] = [2, 4], got a tensor of shape [2, 3]',
    ],
    [
      () => mixWeightings([zeros(2, 4), zeros(2, 4)], zeros(2, 3)),
      'shares must be a tensor of shape [batch, weightings] = [2, 2], got a tensor of shape [2, 3]',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
