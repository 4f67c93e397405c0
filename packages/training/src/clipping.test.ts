import {describeOnBackends, expectClose, expectNoLeak, uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  type ClipArgs,
  clipElementwise,
  clipGlobalNorm,
  clipGradients,
  globalNorm,
  requireClipArgs,
} from './clipping.js';

const shapes = [[2, 3], [4], []];

/** Gradients of these shapes within ± size, and their elements. */
function gradientsOf(size: number) {
  const values = shapes.map((shape, index) =>
    uniformNumbers(index + 1, tf.util.sizeFromShape(shape), -size, size).map(Math.fround),
  );
  return {values, tensors: values.map((elements, index) => tf.tensor(elements, shapes[index]!))};
}

/** √(Σ g²) in double precision. */
function norm(values: readonly (readonly number[])[]): number {
  return Math.sqrt(values.flat().reduce((sum, value) => sum + value ** 2, 0));
}

function elements(tensors: readonly tf.Tensor[]): number[][] {
  return tensors.map((tensor) => [...tensor.dataSync()]);
}

describeOnBackends('clipping', () => {
  test('globalNorm is the norm of all elements', () => {
    const {values, tensors} = gradientsOf(5);
    expectClose(globalNorm(tensors), [norm(values)]);
    expectClose(globalNorm([tf.tensor1d([3]), tf.scalar(-4)]), [5]);
  });

  test.each([0.1, 1, 10])('clipGlobalNorm to %d bounds the norm and keeps the direction', (limit) => {
    const {values, tensors} = gradientsOf(5);
    const scale = Math.min(1, limit / norm(values));
    const clipped = clipGlobalNorm(tensors, limit);
    clipped.forEach((tensor, index) => {
      expect(tensor.shape).toEqual(shapes[index]);
      expectClose(
        tensor,
        values[index]!.map((value) => value * scale),
      );
    });
    expect(norm(elements(clipped))).toBeLessThanOrEqual(limit * (1 + 1e-6));
  });

  test('clipGlobalNorm does not change a shorter gradient', () => {
    const {values, tensors} = gradientsOf(5);
    expect(elements(clipGlobalNorm(tensors, 100))).toEqual(values);
  });

  test('clipElementwise bounds each element', () => {
    const {values, tensors} = gradientsOf(5);
    const clipped = clipElementwise(tensors, 1.5);
    clipped.forEach((tensor, index) => {
      expect(tensor.shape).toEqual(shapes[index]);
      expectClose(
        tensor,
        values[index]!.map((value) => Math.max(-1.5, Math.min(1.5, value))),
      );
    });
  });

  test('gradients of zero stay zero', () => {
    const zeros = shapes.map((shape) => tf.zeros(shape));
    const expected = elements(zeros);
    expect(elements(clipGlobalNorm(zeros, 1))).toEqual(expected);
    expect(elements(clipElementwise(zeros, 1))).toEqual(expected);
    expectClose(globalNorm(zeros), [0]);
  });

  test('gradients whose squares overflow stay finite', () => {
    const [clipped] = clipGlobalNorm([tf.tensor1d([1e30, -1e30, 1])], 10);
    expect([...clipped!.dataSync()].every(Number.isFinite)).toBe(true);
  });

  test('clipGradients bounds the norm first, then each element', () => {
    const {values, tensors} = gradientsOf(5);
    const named = {a: tensors[0]!, b: tensors[1]!, c: tensors[2]!};
    const limit = 6;
    const scale = limit / norm(values);
    expect(scale).toBeLessThan(1);
    const clipped = clipGradients(named, {globalNorm: limit, elementwise: 1});
    expect(Object.keys(clipped)).toEqual(['a', 'b', 'c']);
    Object.values(clipped).forEach((tensor, index) => {
      expectClose(
        tensor,
        values[index]!.map((value) => Math.max(-1, Math.min(1, value * scale))),
      );
    });
  });
});

describe('clipGradients', () => {
  useBackend('cpu');

  test.each<ClipArgs>([{}, {globalNorm: 1}, {elementwise: 1}, {globalNorm: 1, elementwise: 0.1}])(
    '%o returns tensors of its own, and leaves its inputs alone',
    (clip) => {
      const {values, tensors} = gradientsOf(5);
      const [a, b, c] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor];
      tf.dispose(clipGradients({a, b, c}, clip));
      expect(tensors.some(({isDisposed}) => isDisposed)).toBe(false);
      expect(elements(tensors)).toEqual(values);
      expectNoLeak(() => clipGradients({a, b, c}, clip), 100);
    },
  );

  test('no gradient ends longer than the limits, or with another sign', () => {
    const gradients = fc.array(fc.float({min: -1e6, max: 1e6, noNaN: true}), {minLength: 1, maxLength: 20});
    const limit = fc.double({min: 1e-3, max: 1e3, noNaN: true});
    fc.assert(
      fc.property(gradients, limit, limit, (values, globalNorm, elementwise) => {
        const clipped = tf.tidy(() => [
          ...clipGradients({a: tf.tensor1d(values)}, {globalNorm, elementwise}).a!.dataSync(),
        ]);
        expect(norm([clipped])).toBeLessThanOrEqual(globalNorm * (1 + 1e-5));
        clipped.forEach((value, index) => {
          expect(Math.abs(value)).toBeLessThanOrEqual(elementwise * (1 + 1e-6));
          expect(value * values[index]!).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });

  test('without options nothing changes', () => {
    const {values, tensors} = gradientsOf(5);
    expect([...clipGradients({a: tensors[0]!}, {}).a!.dataSync()]).toEqual(values[0]);
  });
});

describe('wrong limits', () => {
  useBackend('cpu');

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('%d', (limit) => {
    const {tensors} = gradientsOf(1);
    const message = `limit must be a finite number above 0, got ${limit}`;
    expect(() => clipGlobalNorm(tensors, limit)).toThrow(message);
    expect(() => clipElementwise(tensors, limit)).toThrow(message);
    expect(() => requireClipArgs({globalNorm: limit})).toThrow(
      `clip.globalNorm must be a finite number above 0`,
    );
    expect(() => requireClipArgs({elementwise: limit})).toThrow(
      `clip.elementwise must be a finite number above 0, got ${limit}`,
    );
  });

  test('an unknown way to clip', () => {
    expect(() => requireClipArgs({norm: 1} as ClipArgs)).toThrow(
      'clip.norm must be omitted (the options are elementwise, globalNorm), got 1',
    );
  });
});
