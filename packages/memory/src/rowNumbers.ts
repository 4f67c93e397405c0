import {requirePositiveInteger, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/** 1 at [b, k, i] where the k-th row number is i, `[batch, K, rows]`. */
function oneHots(rowNumbers: tf.Tensor, rows: number): tf.Tensor3D {
  const indices = tf.cast(rowNumbers as tf.Tensor2D, 'int32');
  return tf.cast(tf.oneHot(indices, rows), 'float32') as tf.Tensor3D;
}

/**
 * Reads rows by their numbers.
 *
 *     v_k = M(s_k)
 *
 * The gradient, dM(i) = Σ_k [s_k = i] dv_k, is explicit. It is that of a product with one-hot vectors, which every backend has.
 *
 * @param memory M, `[batch, rows, width]`
 * @param rowNumbers s, `[batch, K]`, each a whole number from 0 to rows − 1; constants for gradients
 * @returns v, `[batch, K, width]`
 * @throws ArgumentError if a shape does not fit
 */
export function gatherRows(memory: tf.Tensor3D, rowNumbers: tf.Tensor2D): tf.Tensor3D {
  requireShape('memory', memory, [null, null, null], '[batch, rows, width]');
  const [batch, rows] = memory.shape;
  requireShape('rowNumbers', rowNumbers, [batch, null], '[batch, row numbers]');
  const gather = tf.customGrad((first, second, save) => {
    const hots = oneHots(second as tf.Tensor, rows);
    (save as tf.GradSaveFunc)([hots]);
    const gradFunc = (gradient: tf.Tensor | tf.Tensor[], [hots]: tf.Tensor[]) => [
      tf.matMul(hots as tf.Tensor3D, gradient as tf.Tensor3D, true, false),
      tf.zeros(rowNumbers.shape),
    ];
    return {value: tf.matMul(hots, first as tf.Tensor3D), gradFunc};
  });
  return gather(memory, rowNumbers) as tf.Tensor3D;
}

/**
 * Sums vectors into the rows of a matrix that is zero elsewhere: the transpose of `gatherRows`.
 *
 *     A(i) = Σ_k [s_k = i] v_k
 *
 * The gradient, dv_k = dA(s_k), is explicit. With width 1 it makes a weighting of the weights of some rows.
 *
 * @param rowNumbers s, `[batch, K]`, each a whole number from 0 to rows − 1, in any order and any number of times; constants for
 *   gradients
 * @param vectors v, `[batch, K, width]`
 * @param rows the number of rows of the result
 * @returns A, `[batch, rows, width]`
 * @throws ArgumentError if a shape does not fit, or the number of rows is none
 */
export function scatterRows(rowNumbers: tf.Tensor2D, vectors: tf.Tensor3D, rows: number): tf.Tensor3D {
  requireShape('rowNumbers', rowNumbers, [null, null], '[batch, row numbers]');
  const [batch, count] = rowNumbers.shape;
  requireShape('vectors', vectors, [batch, count, null], '[batch, row numbers, width]');
  requirePositiveInteger('rows', rows);
  const scatter = tf.customGrad((first, second, save) => {
    const hots = oneHots(first as tf.Tensor, rows);
    (save as tf.GradSaveFunc)([hots]);
    const gradFunc = (gradient: tf.Tensor | tf.Tensor[], [hots]: tf.Tensor[]) => [
      tf.zeros(rowNumbers.shape),
      tf.matMul(hots as tf.Tensor3D, gradient as tf.Tensor3D),
    ];
    return {value: tf.matMul(hots, second as tf.Tensor3D, true, false), gradFunc};
  });
  return scatter(rowNumbers, vectors) as tf.Tensor3D;
}
