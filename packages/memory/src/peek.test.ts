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
import {type End, peekWeighting} from './index.js';

const ends = ['first', 'last'] as const;

/** Gives one in all to one row after the other, as the words have it. */
function given(strengths: readonly number[], end: End): number[] {
  const weighting = strengths.map(() => 0);
  const order = [...strengths.keys()];
  if (end === 'last') order.reverse();
  let left = 1;
  for (const row of order) {
    weighting[row] = Math.min(strengths[row]!, left);
    left -= weighting[row]!;
  }
  return weighting;
}

describeOnBackends('peekWeighting', () => {
  test.each<[number[], End, number[]]>([
    [[0, 0, 0], 'first', [0, 0, 0]],
    [[0.5, 0.25, 1], 'first', [0.5, 0.25, 0.25]],
    [[0.5, 0.25, 1], 'last', [0, 0, 1]],
    [[0, 0.5, 0.25], 'last', [0, 0.5, 0.25]],
    [[3, 1, 1], 'first', [1, 0, 0]],
  ])('of %j from the %s row is %j', (strengths, end, expected) => {
    const weighting = peekWeighting(tf.tensor2d([strengths]), end);
    expect(weighting.shape).toEqual([1, 3]);
    expectClose(weighting, expected);
  });

  test.each(ends)('values and gradients are those of the oracle, from the %s row', (end) => {
    for (const [batch, rows] of [
      [1, 5],
      [3, 4],
      [2, 1],
    ] as const) {
      expectGradients({
        op: (strengths: tf.Tensor2D) => peekWeighting(strengths, end),
        oracle: eachSample(batch, (strengths) => given(strengths, end)),
        inputs: [{shape: [batch, rows], values: uniformNumbers(4, batch * rows, 0.05, 0.7)}],
      });
    }
  });

  test('sums to one, or to the total strength, and no weight exceeds its strength', () => {
    fc.assert(
      fc.property(anyNumbers(6, 0, 2), fc.constantFrom(...ends), (strengths, end) => {
        tf.tidy(() => {
          const weighting = [...peekWeighting(tf.tensor2d([strengths]), end).dataSync()];
          expectClose(weighting, given(strengths, end), {absolute: 1e-5});
          for (const [row, weight] of weighting.entries()) {
            expect(weight).toBeGreaterThanOrEqual(0);
            expect(weight).toBeLessThanOrEqual(Math.fround(strengths[row]!));
          }
        });
      }),
    );
  });

  test('a row that is not there gets no gradient behind rows of one in all', () => {
    const gradient = tf.grad((strengths) => tf.sum(peekWeighting(strengths as tf.Tensor2D, 'first')));
    expect([...gradient(tf.tensor2d([[0.75, 0.5, 0, 0]])).dataSync()]).toEqual([0, 0, 0, 0]);
  });

  test('leaves no tensor behind', () => {
    const strengths = tf.ones<tf.Rank.R2>([2, 5]);
    expectNoLeak(() => peekWeighting(strengths, 'first'));
    const gradient = tf.grad((input) => peekWeighting(input as tf.Tensor2D, 'last'));
    expectNoLeak(() => gradient(strengths));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [
      () => peekWeighting(zeros(5), 'first'),
      'strengths must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [5]',
    ],
    [() => peekWeighting(zeros(2, 5), undefined as never), 'end must be one of "first", "last"'],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
