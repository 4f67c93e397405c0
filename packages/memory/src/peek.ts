import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {type End, requireEnd, strengthBefore} from './ends.js';

/**
 * The weighting that reads at an end: rows count by their strengths, until these sum to 1.
 *
 *     w(i) = min(s(i), max(0, 1 − Σ_{j nearer to the end than i} s(j)))
 *
 * @param strengths s, none negative, `[batch, rows]`
 * @param end where to begin
 * @returns w, `[batch, rows]`: none is negative, and their sum is min(1, Σ_i s(i))
 * @throws ArgumentError if the shape does not fit or the end is unknown
 * @see Grefenstette et al. 2015, equations 3, 5, 10 and 11
 */
export function peekWeighting(strengths: tf.Tensor2D, end: End): tf.Tensor2D {
  requireShape('strengths', strengths, [null, null], '[batch, rows]');
  requireEnd('end', end);
  return tf.tidy(() => {
    const left = tf.relu(tf.sub(1, strengthBefore(strengths, end)));
    // Where both are 0, the gradient goes to the remainder, whose own gradient is 0 there.
    return tf.minimum<tf.Tensor2D>(left, strengths);
  });
}
