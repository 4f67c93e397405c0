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
import {type End, pop} from './index.js';

const ends = ['first', 'last'] as const;

/** Takes from one row after the other, as the words have it. */
function taken(strengths: readonly number[], amount: number, end: End): number[] {
  const left = [...strengths];
  const order = [...left.keys()];
  if (end === 'last') order.reverse();
  for (const row of order) {
    const part = Math.min(left[row]!, amount);
    left[row]! -= part;
    amount -= part;
  }
  return left;
}

describeOnBackends('pop', () => {
  test.each<[number, End, number[]]>([
    [0, 'first', [0.5, 0.25, 1]],
    [0.25, 'first', [0.25, 0.25, 1]],
    [0.5, 'first', [0, 0.25, 1]],
    [1, 'first', [0, 0, 0.75]],
    [1, 'last', [0.5, 0.25, 0]],
    [1.5, 'last', [0.25, 0, 0]],
    [9, 'first', [0, 0, 0]],
    [9, 'last', [0, 0, 0]],
  ])('%f from the %s row leaves %j', (amount, end, expected) => {
    const left = pop(tf.tensor2d([[0.5, 0.25, 1]]), tf.tensor2d([[amount]]), end);
    expect(left.shape).toEqual([1, 3]);
    expectClose(left, expected);
  });

  test.each(ends)('values and gradients are those of the oracle, from the %s row', (end) => {
    for (const [batch, rows] of [
      [1, 5],
      [3, 4],
      [2, 1],
    ] as const) {
      expectGradients({
        op: (strengths: tf.Tensor2D, amount: tf.Tensor2D) => pop(strengths, amount, end),
        oracle: eachSample(batch, (strengths, [amount]) => taken(strengths, amount!, end)),
        inputs: [
          {shape: [batch, rows], values: uniformNumbers(1, batch * rows, 0.05, 0.6)},
          {shape: [batch, 1], values: uniformNumbers(2, batch, 0.1, 0.9)},
        ],
      });
    }
  });

  test('takes as much as requested, or everything, and never more of a row than its strength', () => {
    fc.assert(
      fc.property(
        anyNumbers(6, 0, 2),
        anyNumbers(1, 0, 3),
        fc.constantFrom(...ends),
        (all, [amount], end) => {
          tf.tidy(() => {
            const left = pop(tf.tensor2d([all]), tf.tensor2d([[amount!]]), end);
            expectClose(left, taken(all, amount!, end), {absolute: 1e-5});
            expect(Math.min(...left.dataSync())).toBeGreaterThanOrEqual(0);
          });
        },
      ),
    );
  });

  test('leaves no tensor behind', () => {
    const [strengths, amount] = [tf.ones<tf.Rank.R2>([2, 5]), tf.ones<tf.Rank.R2>([2, 1])];
    expectNoLeak(() => pop(strengths, amount, 'first'));
    const gradients = tf.grads((...inputs) =>
      pop(inputs[0] as tf.Tensor2D, inputs[1] as tf.Tensor2D, 'last'),
    );
    expectNoLeak(() => gradients([strengths, amount]));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [
      () => pop(zeros(5), zeros(2, 1), 'first'),
      'strengths must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [5]',
    ],
    [
      () => pop(zeros(2, 5), zeros(2, 5), 'first'),
      'amount must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [2, 5]',
    ],
    [() => pop(zeros(2, 5), zeros(2, 1), 'top' as never), 'end must be one of "first", "last", got "top"'],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
