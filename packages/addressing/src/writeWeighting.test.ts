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
import {writeWeighting} from './writeWeighting.js';

const rows = 4;

describeOnBackends('writeWeighting', () => {
  test.each([
    [1, 1, [0, 1]],
    [0, 1, [1, 0]],
    [0.25, 1, [0.75, 0.25]],
    [0.25, 0.5, [0.375, 0.125]],
    [1, 0, [0, 0]],
  ])('with an allocation gate of %d and a write gate of %d', (allocate, write, expected) => {
    const [found, free] = [tf.tensor2d([[1, 0]]), tf.tensor2d([[0, 1]])];
    expectClose(writeWeighting(found, free, tf.tensor2d([[allocate]]), tf.tensor2d([[write]])), expected);
  });

  test('values and gradients are those of the oracle', () => {
    const sample = (found: number[], free: number[], [allocate]: number[], [write]: number[]) =>
      found.map((weight, row) => write! * (allocate! * free[row]! + (1 - allocate!) * weight));
    expectGradients({
      op: writeWeighting,
      oracle: eachSample(2, sample as (...parts: number[][]) => number[]),
      inputs: [
        {shape: [2, rows], values: distributions(1, 2, rows)},
        {shape: [2, rows], values: distributions(2, 2, rows)},
        {shape: [2, 1], values: [0.3, 0.9]},
        {shape: [2, 1], values: [0.8, 0.1]},
      ],
    });
  });

  test('leaves no tensor behind', () => {
    const [weighting, gate] = [tf.ones<tf.Rank.R2>([2, rows]), tf.ones<tf.Rank.R2>([2, 1])];
    expectNoLeak(() => writeWeighting(weighting, weighting, gate, gate));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const right = {contentWeighting: [2, 4], allocation: [2, 4], allocationGate: [2, 1], writeGate: [2, 1]};

  test.each<[Partial<typeof right>, string]>([
    [{contentWeighting: [4]}, 'contentWeighting must be a tensor of shape [batch, rows] = [?, ?], got'],
    [{allocation: [2, 3]}, 'allocation must be a tensor of shape [batch, rows] = [2, 4], got'],
    [{allocationGate: [2, 4]}, 'allocationGate must be a tensor of shape [batch, 1] = [2, 1], got'],
    [{writeGate: [1, 1]}, 'writeGate must be a tensor of shape [batch, 1] = [2, 1], got'],
  ])('%j', (wrong, message) => {
    const {contentWeighting, allocation, allocationGate, writeGate} = {...right, ...wrong};
    const zeros = (shape: number[]) => tf.zeros(shape) as never;
    const call = () =>
      writeWeighting(zeros(contentWeighting), zeros(allocation), zeros(allocationGate), zeros(writeGate));
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
