import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {EPSILON} from './epsilon.js';

/**
 * Sharpens a weighting by raising it to a power, which undoes the blur of a soft shift.
 *
 *     w(i) = w̃(i)^γ / Σ_j w̃(j)^γ
 *
 * Computed as softmax(γ log(w̃ + ε²)): a plain power underflows in single precision when γ is large.
 *
 * @param weighting w̃, `[batch, rows]`
 * @param sharpening γ ≥ 1, `[batch, 1]`: 1 leaves the weighting unchanged
 * @returns the sharpened weighting, `[batch, rows]`, a distribution over rows with the same largest row
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2014, section 3.3.2, equation 9
 */
export function sharpen(weighting: tf.Tensor2D, sharpening: tf.Tensor2D): tf.Tensor2D {
  requireShape('weighting', weighting, [null, null], '[batch, rows]');
  requireShape('sharpening', sharpening, [weighting.shape[0], 1], '[batch, 1]');
  return tf.tidy(() => tf.softmax(tf.mul(sharpening, tf.log(tf.add(weighting, EPSILON * EPSILON)))));
}
