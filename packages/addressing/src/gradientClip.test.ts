import {ArgumentError} from '@ntmjs/arguments';
import {
  anyDistributions,
  clippedGradient,
  describeOnBackends,
  distributions,
  eachSample,
  expectClose,
  expectNoLeak,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {clipWeightingGradient} from './gradientClip.js';

const [batch, rows] = [3, 5];

describeOnBackends('clipWeightingGradient', () => {
  /** The gradient that flows back when `gradient` arrives. */
  const flowingBack = (weighting: number[], gradient: number[], limit: number, samples = 1) => {
    const shape: [number, number] = [samples, weighting.length / samples];
    const clip = (w: tf.Tensor) => clipWeightingGradient(w as tf.Tensor2D, limit);
    return tf.grad(clip)(tf.tensor(weighting, shape), tf.tensor(gradient, shape)).dataSync();
  };

  test('the weighting is returned unchanged', () => {
    const values = distributions(1, batch, rows);
    expectClose(clipWeightingGradient(tf.tensor2d(values, [batch, rows]), 0.5), values, {
      absolute: 0,
      relative: 1e-7,
    });
  });

  test.each([
    ['small: only centered', [0.5, 0.5], [0, 4], 10, [-2, 2]],
    ['as large as the limit', [0.5, 0.5], [0, 4], 2, [-2, 2]],
    ['too large: scaled', [0.5, 0.5], [0, 4], 1, [-1, 1]],
    ['the same for every row: none is left', [0.25, 0.25, 0.5], [7, 7, 7], 1, [0, 0, 0]],
    ['of a one-hot weighting: all of it is centered on its row', [0, 1, 0], [3, 5, 4], 1, [-2, 0, -1]],
    ['none', [0.5, 0.5], [0, 0], 1, [0, 0]],
  ])('a gradient that is %s', (_, weighting, gradient, limit, expected) => {
    expectClose(flowingBack(weighting, gradient, limit), expected);
  });

  // Of the three gradients the first is below both limits, the second between them, the third above.
  const weighting = distributions(2, batch, rows);
  const gradient = uniformNumbers(3, batch * rows).map(
    (value, index) => value * 30 ** Math.floor(index / rows),
  );

  test.each([3, 50])('with the limit %d, each sample has the gradient of the equation', (limit) => {
    const oracle = eachSample(batch, (w, d) => clippedGradient(w, d, limit));
    const expected = oracle(weighting, gradient);
    const actual = flowingBack(weighting, gradient, limit, batch);
    for (let sample = 0; sample < batch; sample++) {
      const part = [sample * rows, (sample + 1) * rows] as const;
      expectClose(actual.slice(...part), expected.slice(...part));
    }
  });

  test('inside a larger graph, what flows back elsewhere is not touched', () => {
    const c = uniformNumbers(4, batch * rows, -20, 20);
    const graph = (w: tf.Tensor) => {
      const through = clipWeightingGradient(tf.mul(w, 0.5), 3);
      return tf.add(tf.sum(tf.mul(tf.tensor(c, [batch, rows]), tf.square(through))), tf.sum(tf.square(w)));
    };
    const oracle = eachSample(batch, (w, c) => {
      const half = w.map((value) => value / 2);
      const arriving = half.map((value, row) => 2 * c[row]! * value);
      return clippedGradient(half, arriving, 3).map((value, row) => value / 2 + 2 * w[row]!);
    });
    const doubled = weighting.map((value) => value * 2);
    expectClose(tf.grad(graph)(tf.tensor(doubled, [batch, rows])), oracle(doubled, c));
  });

  test('its mean under the weighting is 0 and its norm at most the limit, however large it was', () => {
    const anyGradient = fc.array(fc.double({min: -1, max: 1, noNaN: true}), {
      minLength: rows,
      maxLength: rows,
    });
    const anyScale = fc.constantFrom(1e-8, 1, 1e8, 1e15);
    const anyLimit = fc.constantFrom(0.01, 1, 10);
    fc.assert(
      fc.property(anyDistributions(1, rows), anyGradient, anyScale, anyLimit, (w, values, scale, limit) => {
        tf.tidy(() => {
          const back = flowingBack(
            w,
            values.map((value) => value * scale),
            limit,
          );
          const mean = w.reduce((sum, weight, row) => sum + weight * back[row]!, 0);
          const norm = Math.sqrt(w.reduce((sum, weight, row) => sum + weight * back[row]! ** 2, 0));
          expect(back.every(Number.isFinite)).toBe(true);
          expect(Math.abs(mean)).toBeLessThanOrEqual(1e-5 * Math.max(...back.map(Math.abs)) + 1e-30);
          expect(norm).toBeLessThanOrEqual(limit * (1 + 1e-5));
        });
      }),
    );
  });

  test('leaves no tensor behind', () => {
    const tensor = tf.fill([batch, rows], 1 / rows) as tf.Tensor2D;
    expectNoLeak(() => clipWeightingGradient(tensor, 1));
    const gradient = tf.grad((w: tf.Tensor) => clipWeightingGradient(w as tf.Tensor2D, 1));
    expectNoLeak(() => gradient(tensor));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const clip = (shape: [number] | [number, number], limit: unknown) => () =>
    clipWeightingGradient(tf.zeros(shape) as tf.Tensor as tf.Tensor2D, limit as number);

  test.each([
    [clip([4], 1), 'weighting must be a tensor of shape [batch, rows] = [?, ?], got a tensor of shape [4]'],
    [clip([1, 4], 0), 'limit must be a finite number above 0, got 0'],
    [clip([1, 4], -1), 'limit must be a finite number above 0, got -1'],
    [clip([1, 4], Infinity), 'limit must be a finite number above 0, got Infinity'],
    [clip([1, 4], '1'), 'limit must be a finite number above 0, got "1"'],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
