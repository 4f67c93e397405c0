import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Reads the weighted sum of all rows.
 *
 *     r = Σ_i w(i) M(i)
 *
 * The gradient, dM(i) = w(i) dr and dw(i) = M(i) · dr, is explicit: tfjs computes the first as a batched matrix product,
 * which is many times slower than a broadcast product.
 *
 * @param memory M, `[batch, rows, width]`
 * @param weighting w, `[batch, rows]`
 * @returns the read vector r, `[batch, width]`
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2014, section 3.1, equation 2
 */
export function read(memory: tf.Tensor3D, weighting: tf.Tensor2D): tf.Tensor2D {
  requireShape('memory', memory, [null, null, null], '[batch, rows, width]');
  const [batch, rows, width] = memory.shape;
  requireShape('weighting', weighting, [batch, rows], '[batch, rows]');
  const weightedSum = tf.customGrad((first, second, save) => {
    const [M, w] = [first as tf.Tensor3D, second as tf.Tensor2D];
    (save as tf.GradSaveFunc)([M, w]);
    const gradFunc = (gradient: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => {
      const [M, w] = saved as [tf.Tensor3D, tf.Tensor2D];
      const dr = tf.reshape(gradient as tf.Tensor, [batch, 1, width]) as tf.Tensor3D;
      const dM = tf.mul(tf.reshape(w, [batch, rows, 1]), dr);
      return [dM, tf.reshape(tf.matMul(M, dr, false, true), [batch, rows])];
    };
    const r = tf.matMul(tf.reshape(w, [batch, 1, rows]) as tf.Tensor3D, M);
    return {value: tf.reshape(r, [batch, width]), gradFunc};
  });
  return weightedSum(memory, weighting) as tf.Tensor2D;
}
