import * as tf from '@tensorflow/tfjs-core';

/** An array of a golden file: its shape, and its elements in row-major order. */
export interface GoldenArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/**
 * A golden array as a tensor.
 *
 * @throws if it has not as many elements as its shape says
 */
export function goldenTensor<T extends tf.Tensor>({shape, data}: GoldenArray): T {
  return tf.tensor([...data], [...shape], 'float32') as tf.Tensor as T;
}
