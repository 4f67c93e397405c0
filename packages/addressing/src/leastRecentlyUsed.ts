import {
  requireInteger,
  requireList,
  requireNumber,
  requirePositiveInteger,
  requireShape,
} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The usage of each row: the attention to it, decaying over time.
 *
 *     w^u_t = γ w^u_{t−1} + Σ w
 *
 * @param previousUsage w^u_{t−1} ≥ 0, `[batch, rows]`
 * @param weightings w, those of this step's reads and writes, `[batch, rows]` each, at least one
 * @param decay γ in [0, 1]: the factor by which usage decays in a step
 * @returns the usage w^u_t ≥ 0, `[batch, rows]`
 * @throws ArgumentError if a shape does not fit, there is no weighting, or the decay is out of its range
 * @see Santoro et al. 2016, section 3.2, equation 5
 */
export function decayedUsage(
  previousUsage: tf.Tensor2D,
  weightings: readonly tf.Tensor2D[],
  decay: number,
): tf.Tensor2D {
  requireShape('previousUsage', previousUsage, [null, null], '[batch, rows]');
  const [batch, rows] = previousUsage.shape;
  requireList('weightings', weightings, 'a list of at least one weighting', 1);
  for (const [index, weighting] of weightings.entries()) {
    requireShape(`weightings[${index}]`, weighting, [batch, rows], '[batch, rows]');
  }
  requireNumber('decay', decay, {min: 0, max: 1});
  return tf.tidy(() =>
    weightings.reduce<tf.Tensor2D>(
      (usage, weighting) => tf.add(usage, weighting),
      tf.mul(previousUsage, decay),
    ),
  );
}

/** 1 where the column is left of the row, else 0, `[rows, rows]`. */
function leftOf(rows: number): tf.Tensor2D {
  const values = new Float32Array(rows * rows);
  for (let row = 1; row < rows; row++) values.fill(1, row * rows, row * rows + row);
  return tf.tensor2d(values, [rows, rows]);
}

/**
 * The least used rows in ascending order of usage; ties go to the lower index.
 *
 * A row's rank is the number of rows before it in this order,
 *
 *     rank(i) = #{j : w^u(j) < w^u(i), or w^u(j) = w^u(i) and j < i}
 *
 * and the result is 1 at [b, n, i] where rank(i) = n. It is a constant for gradients.
 *
 * @param usage w^u, `[batch, rows]`
 * @param count the number of rows to return, from 1 to all
 * @returns w^lu, a one-hot weighting for each of the rows, `[batch, count, rows]`; their sum is 1 at the rows used least
 *   and 0 at all others
 * @throws ArgumentError if the shape does not fit, or there are not that many rows
 * @see Santoro et al. 2016, section 3.2, equation 6
 */
export function leastUsed(usage: tf.Tensor2D, count: number): tf.Tensor3D {
  requireShape('usage', usage, [null, null], '[batch, rows]');
  const [batch, rows] = usage.shape;
  requirePositiveInteger('count', count);
  requireInteger('count', count, {max: rows});
  const oneHots = tf.customGrad((values, _save) => {
    const own = tf.reshape(values as tf.Tensor, [batch, rows, 1]);
    const others = tf.reshape(values as tf.Tensor, [batch, 1, rows]);
    const less = tf.cast(tf.less(others, own), 'float32');
    const tied = tf.mul(tf.cast(tf.equal(others, own), 'float32'), leftOf(rows));
    const rank = tf.reshape(tf.sum(tf.add(less, tied), 2), [batch, 1, rows]);
    const ranks = tf.tensor3d(
      Array.from({length: count}, (_, index) => index),
      [1, count, 1],
      'float32',
    );
    const shape: [number, number, number] = [batch, count, rows];
    const gradFunc = () => tf.zeros([batch, rows]);
    // Not a cast: on webgpu its result stays stored as integers, which a later sum would read as floats.
    return {value: tf.where(tf.equal(rank, ranks), tf.ones(shape), tf.zeros(shape)), gradFunc};
  });
  return oneHots(usage) as tf.Tensor3D;
}
