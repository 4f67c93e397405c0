import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {requireWeightings} from './weightings.js';

/**
 * Mixes weightings: the read weighting of a head that follows links backward and forward and looks up by content.
 *
 *     w = Σ_k π(k) w_k
 *
 * @param weightings w_k, `[batch, rows]` each, at least one
 * @param shares π, a distribution over the weightings, `[batch, weightings]`
 * @returns w, `[batch, rows]`: its sum is at most 1 if that of each weighting is
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2016, Methods, 'Read weighting'
 */
export function mixWeightings(weightings: readonly tf.Tensor2D[], shares: tf.Tensor2D): tf.Tensor2D {
  const [batch] = requireWeightings('weightings', weightings);
  requireShape('shares', shares, [batch, weightings.length], '[batch, weightings]');
  return tf.tidy(() =>
    weightings
      .map((weighting, index): tf.Tensor2D => tf.mul(tf.slice(shares, [0, index], [batch, 1]), weighting))
      .reduce((sum, term) => tf.add(sum, term)),
  );
}
