import * as tf from '@tensorflow/tfjs-core';

/** A function of a tensor through which no gradient flows. */
export function withoutGradient(compute: (x: tf.Tensor) => tf.Tensor): (x: tf.Tensor) => tf.Tensor {
  return tf.customGrad((x) => ({
    value: compute(x as tf.Tensor),
    gradFunc: () => [tf.zerosLike(x as tf.Tensor)],
  }));
}

/** The tensor itself, through which no gradient flows. */
export const stopGradient = (tensor: tf.Tensor): tf.Tensor => withoutGradient((x) => tf.clone(x))(tensor);
