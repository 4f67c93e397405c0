import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {EPSILON} from './epsilon.js';
import {sharpen} from './sharpening.js';

/**
 * Sharpens a forward or backward weighting by raising it to a power and normalizing it, so that weak links count as much as strong
 * ones.
 *
 *     d'(i) = d(i)^s / Σ_j d(j)^s · Σ_j d(j) / (Σ_j d(j) + ε)
 *
 * The paper's formula, (d / max d)^s / Σ, is the first factor; the second is 1 except where there is almost no link; it
 * keeps zeros at zero and the gradient finite. Values that rounding left below 0 count as 0.
 *
 * @param weighting d, a forward or backward weighting, `[batch, rows]`: its sum is between 0 and 1
 * @param sharpness s ≥ 1, `[batch, 1]`
 * @returns d', `[batch, rows]`: a distribution over rows, or zeros
 * @throws ArgumentError if a shape does not fit
 * @see Csordás & Schmidhuber 2019, link distribution sharpness control
 */
export function sharpenLinked(weighting: tf.Tensor2D, sharpness: tf.Tensor2D): tf.Tensor2D {
  requireShape('weighting', weighting, [null, null], '[batch, rows]');
  requireShape('sharpness', sharpness, [weighting.shape[0], 1], '[batch, 1]');
  return tf.tidy(() => {
    const linked = tf.relu(weighting);
    const sum = tf.sum(linked, 1, true);
    return tf.mul(sharpen(linked, sharpness), tf.div(sum, tf.add(sum, EPSILON)));
  });
}
