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
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {retention, updateUsage} from './usage.js';

const rows = 5;

describeOnBackends('retention', () => {
  test('a row that is read whole and freed is not kept; without a free gate all is', () => {
    const read = tf.tensor2d([[0, 1, 0]]);
    const half = tf.tensor2d([[0.5, 0.5, 0]]);
    expectClose(retention([read], [tf.tensor2d([[1]])]), [1, 0, 1]);
    expectClose(retention([read], [tf.tensor2d([[0]])]), [1, 1, 1]);
    expectClose(retention([half, half], [tf.tensor2d([[1]]), tf.tensor2d([[0.5]])]), [0.375, 0.375, 1]);
  });

  test('values and gradients are those of the oracle', () => {
    const sample = (first: number[], second: number[], [a]: number[], [b]: number[]) =>
      first.map((weight, row) => (1 - a! * weight) * (1 - b! * second[row]!));
    expectGradients({
      op: (first: tf.Tensor2D, second: tf.Tensor2D, a: tf.Tensor2D, b: tf.Tensor2D) =>
        retention([first, second], [a, b]),
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
    const [read, gate] = [tf.ones<tf.Rank.R2>([2, rows]), tf.ones<tf.Rank.R2>([2, 1])];
    expectNoLeak(() => retention([read, read], [gate, gate]));
  });
});

describeOnBackends('updateUsage', () => {
  test('a row that is written whole is in use, one that is freed is not', () => {
    const usage = tf.tensor2d([[0, 0.5, 1]]);
    const wrote = tf.tensor2d([[0, 1, 0]]);
    expectClose(updateUsage(usage, [wrote], tf.ones([1, 3])), [0, 1, 1]);
    expectClose(updateUsage(usage, [wrote], tf.tensor2d([[1, 1, 0]])), [0, 1, 0]);
    const half = tf.tensor2d([[0.5, 0.5, 0]]);
    expectClose(updateUsage(usage, [half, half], tf.ones([1, 3])), [0.75, 0.875, 1]);
  });

  test('values and gradients are those of the oracle', () => {
    const sample = (usage: number[], first: number[], second: number[], kept: number[]) =>
      usage.map((used, row) => {
        const wrote = 1 - (1 - first[row]!) * (1 - second[row]!);
        return (used + wrote - used * wrote) * kept[row]!;
      });
    expectGradients({
      op: (usage: tf.Tensor2D, first: tf.Tensor2D, second: tf.Tensor2D, kept: tf.Tensor2D) =>
        updateUsage(usage, [first, second], kept),
      oracle: eachSample(2, sample as (...parts: number[][]) => number[]),
      inputs: [
        {shape: [2, rows], values: uniformNumbers(1, 2 * rows, 0, 1)},
        {shape: [2, rows], values: distributions(2, 2, rows)},
        {shape: [2, rows], values: distributions(3, 2, rows)},
        {shape: [2, rows], values: uniformNumbers(4, 2 * rows, 0, 1)},
      ],
    });
  });

  test('stays within 0 and 1, for all writes and frees', () => {
    const anyStep = fc.tuple(anyDistributions(2, rows), anyNumbers(rows, 0, 1));
    fc.assert(
      fc.property(anyNumbers(rows, 0, 1), fc.array(anyStep, {minLength: 1, maxLength: 5}), (first, steps) => {
        tf.tidy(() => {
          let usage = tf.tensor2d([first]);
          for (const [wrote, kept] of steps) {
            const weightings = [wrote.slice(0, rows), wrote.slice(rows)].map((each) => tf.tensor2d([each]));
            usage = updateUsage(usage, weightings, tf.tensor2d([kept]));
            expect(tf.min(usage).dataSync()[0]).toBeGreaterThanOrEqual(0);
            expect(tf.max(usage).dataSync()[0]).toBeLessThanOrEqual(1);
          }
        });
      }),
    );
  });

  test('what rounding puts a little out of range is cut off', () => {
    const usage = tf.tensor2d([[1, 0.5, 0]]);
    const kept = tf.tensor2d([[1 + 1e-6, -1e-6, 1]]);
    expect([...updateUsage(usage, [tf.zeros([1, 3])], kept).dataSync()]).toEqual([1, 0, 0]);
  });

  test('leaves no tensor behind', () => {
    const weighting = tf.ones<tf.Rank.R2>([2, rows]);
    expectNoLeak(() => updateUsage(weighting, [weighting, weighting], weighting));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [() => retention([], []), 'readWeightings must be a list of at least one weighting, got []'],
    [() => retention([zeros(4)], [zeros(2, 1)]), 'readWeightings[0] must be a tensor of shape [batch, rows]'],
    [
      () => retention([zeros(2, 4), zeros(2, 3)], [zeros(2, 1), zeros(2, 1)]),
      'readWeightings[1] must be a tensor of shape [batch, rows] = [2, 4], got a tensor of shape [2, 3]',
    ],
    [() => retention([zeros(2, 4)], []), 'freeGates must be one for each of 1 heads, got 0'],
    [
      () => retention([zeros(2, 4)], [zeros(2, 2)]),
      'freeGates[0] must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [2, 2]',
    ],
    [
      () => updateUsage(zeros(2, 4), [], zeros(2, 4)),
      'writeWeightings must be a list of at least one weighting',
    ],
    [
      () => updateUsage(zeros(2, 3), [zeros(2, 4)], zeros(2, 4)),
      'previousUsage must be a tensor of shape [batch, rows] = [2, 4], got a tensor of shape [2, 3]',
    ],
    [
      () => updateUsage(zeros(2, 4), [zeros(2, 4)], zeros(2, 1)),
      'retention must be a tensor of shape [batch, rows] = [2, 4], got a tensor of shape [2, 1]',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
