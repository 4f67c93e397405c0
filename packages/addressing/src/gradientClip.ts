import {requireNumber, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Returns the weighting unchanged, and bounds the gradient that flows back into it. Through many successive sharpened weightings a
 * gradient can grow to 10⁸ and beyond. With d the incoming gradient and w the weighting,
 *
 *     d' = d − Σ w d          (removes the component that leaves a distribution unchanged)
 *     d'' = d' min(1, limit / √(Σ w d'²))
 *
 * so that √(Σ w d''²) ≤ limit.
 *
 * @param weighting w, `[batch, rows]`
 * @param limit the largest norm, under the weighting, of the gradient that flows back; above 0
 * @returns w, `[batch, rows]`
 * @throws ArgumentError if the limit is not above 0 or the weighting not of rank 2
 */
export function clipWeightingGradient(weighting: tf.Tensor2D, limit: number): tf.Tensor2D {
  requireShape('weighting', weighting, [null, null], '[batch, rows]');
  requireNumber('limit', limit, {above: 0});
  const clip = tf.customGrad((input, save) => {
    const w = input as tf.Tensor;
    (save as tf.GradSaveFunc)([w]);
    return {
      value: tf.clone(w),
      gradFunc: (gradient, saved) => {
        const [w] = saved as [tf.Tensor];
        const d = gradient as tf.Tensor;
        const centered = tf.sub(d, tf.sum(tf.mul(w, d), 1, true));
        const norm = tf.sqrt(tf.sum(tf.mul(w, tf.square(centered)), 1, true));
        return tf.mul(centered, tf.div(limit, tf.maximum(norm, limit)));
      },
    };
  });
  return clip(weighting) as tf.Tensor2D;
}
