import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {EPSILON} from './epsilon.js';
import {sharpen} from './sharpening.js';

/**
 * Undoes the blur of a forward or backward weighting by raising it to a power, and normalises it: a weak link leads as far as
 * a strong one, but none leads nowhere.
 *
 *     d'(i) = d(i)^s / Σ_j d(j)^s · Σ_j d(j) / (Σ_j d(j) + ε)
 *
 * The paper's formula, (d / max d)^s / Σ, is the first factor; the second is 1 but where there is no link to speak of, and
 * makes zeros stay zeros and the gradient finite. What rounding left below 0 counts as 0.
 *
 * @param weighting d, a forward or backward weighting, `[batch, rows]`: its sum may be anything from 0 to 1
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
