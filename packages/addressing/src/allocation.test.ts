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
import {allocationWeighting, usageAfterAllocation} from './allocation.js';

const rows = 6;

/** The paper's: the rows sorted by their usage, then a product over those before. */
function allocated(usage: readonly number[]): number[] {
  const order = usage.map((_, row) => row).sort((a, b) => usage[a]! - usage[b]! || a - b);
  const result = usage.map(() => 0);
  let left = 1;
  for (const row of order) {
    result[row] = (1 - usage[row]!) * left;
    left *= usage[row]!;
  }
  return result;
}

const anyUsage = anyNumbers(rows, 0, 1);
const gradient = tf.grad(allocationWeighting as (usage: tf.Tensor) => tf.Tensor);

describeOnBackends('allocationWeighting', () => {
  test.each([
    [
      [0.5, 0, 1],
      [0, 1, 0],
    ],
    [
      [0.5, 0.25, 1],
      [0.125, 0.75, 0],
    ],
    [
      [0, 0, 0],
      [1, 0, 0],
    ],
    [
      [0.5, 0.5, 0.5],
      [0.5, 0.25, 0.125],
    ],
    [
      [1, 1, 1],
      [0, 0, 0],
    ],
    [[0.25], [0.75]],
  ])('of %j is %j', (usage, expected) => {
    expectClose(allocationWeighting(tf.tensor2d([usage])), expected);
  });

  test.each([1, 3])('values and gradients are those of the oracle for %i samples', (batch) => {
    expectGradients({
      op: allocationWeighting,
      oracle: eachSample(batch, allocated),
      inputs: [{shape: [batch, rows], values: uniformNumbers(4, batch * rows, 0.05, 0.95)}],
    });
  });

  test('rows behind a free row get nothing, and a gradient as if the free row came into use', () => {
    const usage = tf.tensor2d([[0, 0, 0.5]]);
    expect([...allocationWeighting(usage).dataSync()]).toEqual([1, 0, 0]);
    expectClose(gradient(usage, tf.tensor2d([[0, 1, 0]])), [1, 0, 0]);
  });

  test('each sample has its own order', () => {
    const usage = tf.tensor2d([
      [0, 0.5],
      [0.5, 0],
    ]);
    expectClose(allocationWeighting(usage), [1, 0, 0, 1]);
  });

  test('none is negative, their sum is at most 1, and gradients are finite, also of rows in full or in no use', () => {
    fc.assert(
      fc.property(anyUsage, (usage) => {
        tf.tidy(() => {
          const u = tf.tensor2d(usage, [1, rows]);
          const allocation = allocationWeighting(u);
          expectClose(allocation, allocated(usage.map(Math.fround)));
          expect(tf.min(allocation).dataSync()[0]).toBeGreaterThanOrEqual(0);
          expect(tf.sum(allocation).dataSync()[0]).toBeLessThanOrEqual(1 + 1e-6);
          expect(gradient(u).dataSync().every(Number.isFinite)).toBe(true);
        });
      }),
    );
  });

  test('moving rows about moves what is allocated with them', () => {
    const usage = uniformNumbers(5, rows, 0, 1);
    const allocation = allocationWeighting(tf.tensor2d([usage]));
    const reversed = allocationWeighting(tf.tensor2d([usage.toReversed()]));
    expectClose(tf.reverse(reversed, 1), allocation.dataSync());
  });

  test('leaves no tensor behind', () => {
    const usage = tf.tensor2d(uniformNumbers(6, 2 * rows, 0, 1), [2, rows]);
    expectNoLeak(() => allocationWeighting(usage));
    expectNoLeak(() => gradient(usage));
  });
});

describeOnBackends('usageAfterAllocation', () => {
  test('a fully allocated row is in use; a gate of one half takes half of the rest', () => {
    const usage = tf.tensor2d([[0, 0.5, 1]]);
    const raised = (allocation: number[], allocationGate: number, writeGate: number) =>
      usageAfterAllocation(
        usage,
        tf.tensor2d([allocation]),
        tf.tensor2d([[allocationGate]]),
        tf.tensor2d([[writeGate]]),
      );
    expectClose(raised([1, 0, 0], 1, 1), [1, 0.5, 1]);
    expectClose(raised([0.5, 0.5, 0], 0.5, 1), [0.25, 0.625, 1]);
    expectClose(raised([1, 0, 0], 1, 0), [0, 0.5, 1]);
  });

  test('values and gradients are those of the oracle', () => {
    const sample = (usage: number[], allocation: number[], [take]: number[], [write]: number[]) =>
      usage.map((used, row) => used + (1 - used) * allocation[row]! * take! * write!);
    expectGradients({
      op: usageAfterAllocation,
      oracle: eachSample(2, sample as (...parts: number[][]) => number[]),
      inputs: [
        {shape: [2, rows], values: uniformNumbers(1, 2 * rows, 0, 1)},
        {shape: [2, rows], values: uniformNumbers(2, 2 * rows, 0, 0.2)},
        {shape: [2, 1], values: uniformNumbers(3, 2, 0, 1)},
        {shape: [2, 1], values: uniformNumbers(4, 2, 0, 1)},
      ],
    });
  });

  test('leaves no tensor behind', () => {
    const [usage, gate] = [tf.zeros<tf.Rank.R2>([2, rows]), tf.ones<tf.Rank.R2>([2, 1])];
    expectNoLeak(() => usageAfterAllocation(usage, usage, gate, gate));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [() => allocationWeighting(zeros(4)), 'usage must be a tensor of shape [batch, rows] = [?, ?], got'],
    [() => usageAfterAllocation(zeros(4), zeros(2, 4), zeros(2, 1), zeros(2, 1)), 'usage must be a tensor'],
    [
      () => usageAfterAllocation(zeros(2, 4), zeros(2, 3), zeros(2, 1), zeros(2, 1)),
      'allocation must be a tensor of shape [batch, rows] = [2, 4], got a tensor of shape [2, 3]',
    ],
    [
      () => usageAfterAllocation(zeros(2, 4), zeros(2, 4), zeros(1, 1), zeros(2, 1)),
      'allocationGate must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [1, 1]',
    ],
    [
      () => usageAfterAllocation(zeros(2, 4), zeros(2, 4), zeros(2, 1), zeros(2, 4)),
      'writeGate must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [2, 4]',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
