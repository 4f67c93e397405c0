import type * as tf from '@tensorflow/tfjs-core';

/** The largest deviation allowed for an element. */
export interface Tolerance {
  /** Defaults to 1e-6. */
  readonly absolute?: number;
  /** Times the largest |expected| of all elements; defaults to 1e-5. */
  readonly relative?: number;
}

/**
 * Expects |actual − expected| ≤ absolute + relative · max |expected| of every element, and reports the worst one
 * otherwise. A NaN is never close to anything.
 *
 * @param actual a tensor, or its elements
 * @param expected as many finite elements, at least one
 * @throws Error if one is farther off
 */
export function expectClose(
  actual: tf.Tensor | ArrayLike<number>,
  expected: ArrayLike<number>,
  {absolute = 1e-6, relative = 1e-5}: Tolerance = {},
): void {
  const values = 'dataSync' in actual ? actual.dataSync() : actual;
  if (values.length !== expected.length || expected.length === 0) {
    throw new Error(
      `the number of elements is ${values.length}, expected ${expected.length || 'at least 1'}`,
    );
  }
  const largest = Math.max(...Array.from(expected, Math.abs));
  if (!Number.isFinite(largest)) throw new Error('what is expected holds an element that is not finite');
  const allowed = absolute + relative * largest;
  const errors = Array.from(expected, (value, index) => {
    const error = Math.abs(values[index]! - value);
    return Number.isNaN(error) ? Infinity : error;
  });
  const worst = errors.reduce((best, error, index) => (error > errors[best]! ? index : best), 0);
  if (errors[worst]! <= allowed) return;
  const count = errors.filter((error) => error > allowed).length;
  throw new Error(
    `element ${worst} is ${values[worst]}, expected ${expected[worst]}: off by ${errors[worst]} where ${allowed} is allowed ` +
      `(${count} of ${errors.length} elements are too far off)`,
  );
}
