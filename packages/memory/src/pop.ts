import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {type End, requireEnd, strengthBefore} from './ends.js';

/**
 * Removes strength, starting at an end: all of a row's before any of the next row's.
 *
 *     s'(i) = max(0, s(i) − max(0, u − Σ_{j nearer to the end than i} s(j)))
 *
 * @param strengths s, none negative, `[batch, rows]`
 * @param amount u, how much to remove, not negative, `[batch, 1]`; more than the total removes everything
 * @param end where to start
 * @returns the remaining strengths, none negative, `[batch, rows]`
 * @throws ArgumentError if a shape does not fit or the end is unknown
 * @see Grefenstette et al. 2015, equations 2, 4, 7 and 8
 */
export function pop(strengths: tf.Tensor2D, amount: tf.Tensor2D, end: End): tf.Tensor2D {
  requireShape('strengths', strengths, [null, null], '[batch, rows]');
  requireShape('amount', amount, [strengths.shape[0], 1], '[batch, 1]');
  requireEnd('end', end);
  return tf.tidy(() => {
    const left = tf.relu(tf.sub(amount, strengthBefore(strengths, end)));
    return tf.relu(tf.sub<tf.Tensor2D>(strengths, left));
  });
}
