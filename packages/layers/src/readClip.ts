import * as tf from '@tensorflow/tfjs-core';

/**
 * Returns reads unchanged, and bounds the gradient that flows back into them. A controller that computes what it writes from what it
 * has just read is a recurrence of its own, through which a gradient can grow from step to step. With d the incoming gradient of a
 * sequence,
 *
 *     d' = d min(1, limit / ‖d‖)
 *
 * @param reads `[batch, readSize]`
 * @param limit the largest norm of the gradient that flows back, above 0
 * @returns the reads, `[batch, readSize]`
 * @see Graves 2013, "Generating Sequences with Recurrent Neural Networks", section 2.1, which bounds the derivatives of hidden layers
 */
export function clipReadGradient(reads: tf.Tensor2D, limit: number): tf.Tensor2D {
  const clip = tf.customGrad((input) => ({
    value: tf.clone(input as tf.Tensor),
    gradFunc: (gradient) => {
      const d = gradient as tf.Tensor;
      const norm = tf.sqrt(tf.sum(tf.square(d), 1, true));
      return tf.mul(d, tf.div(limit, tf.maximum(norm, limit)));
    },
  }));
  return clip(reads) as tf.Tensor2D;
}
