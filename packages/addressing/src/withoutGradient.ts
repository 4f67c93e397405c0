import * as tf from '@tensorflow/tfjs-core';

/**
 * What a function computes, as a constant for gradients: those with respect to the inputs are zeros. Its operations are on no tape, so
 * that they need no gradient of their own.
 */
export function withoutGradient<T extends tf.Tensor>(inputs: readonly tf.Tensor[], compute: () => T): T {
  const gradFunc = () => inputs.map(({shape}) => tf.zeros(shape));
  return tf.customGrad<T>(() => ({value: compute(), gradFunc}))(...inputs);
}
