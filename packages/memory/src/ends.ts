import {requireChoice} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/** An end of the memory: the `first` row or the `last`. */
export type End = 'first' | 'last';

/** Returns `end` if it is one; throws an `ArgumentError` otherwise. */
export function requireEnd(argument: string, end: End): End {
  return requireChoice(argument, end, ['first', 'last']);
}

/**
 * The strength between each row and an end: an exclusive cumulative sum.
 *
 *     b(i) = Σ_{j nearer to the end than i} s(j)
 *
 * It is a product with a constant triangular matrix, which runs on every backend.
 *
 * @param strengths s, `[batch, rows]`
 * @returns b, `[batch, rows]`: 0 for the row at the end
 */
export function strengthBefore(strengths: tf.Tensor2D, end: End): tf.Tensor2D {
  const rows = strengths.shape[1];
  const nearer = new Float32Array(rows * rows);
  for (let other = 0; other < rows; other++) {
    const [start, stop] = end === 'first' ? [other + 1, rows] : [0, other];
    nearer.fill(1, other * rows + start, other * rows + stop);
  }
  return tf.matMul(strengths, tf.tensor2d(nearer, [rows, rows]));
}
