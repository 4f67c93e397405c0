import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The precedence weighting: where a head wrote last. A write replaces the precedence in proportion to its strength.
 *
 *     p_t = (1 − Σ_i w^w(i)) p_{t−1} + w^w
 *
 * @param previousPrecedence p_{t−1}, `[batch, rows]`; zeros before the first write
 * @param writeWeighting w^w of this step, `[batch, rows]`
 * @returns the precedence p_t, `[batch, rows]`: its sum is at most 1
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2016, Methods, 'Temporal memory linkage'
 */
export function updatePrecedence(previousPrecedence: tf.Tensor2D, writeWeighting: tf.Tensor2D): tf.Tensor2D {
  requireShape('previousPrecedence', previousPrecedence, [null, null], '[batch, rows]');
  requireShape('writeWeighting', writeWeighting, previousPrecedence.shape, '[batch, rows]');
  return tf.tidy(() => {
    const kept = tf.sub(1, tf.sum(writeWeighting, 1, true));
    return tf.add(tf.mul(kept, previousPrecedence), writeWeighting);
  });
}

/**
 * The temporal link matrix of a write head: how much each row was written right after each other row.
 *
 *     L_t(i, j) = (1 − w^w(i) − w^w(j)) L_{t−1}(i, j) + w^w(i) p_{t−1}(j)   and L_t(i, i) = 0
 *
 * @param previousLink L_{t−1}, `[batch, rows, rows]`; zeros before the first write
 * @param writeWeighting w^w of this step, `[batch, rows]`
 * @param previousPrecedence p_{t−1}, the precedence before this step, `[batch, rows]`
 * @returns the link L_t, `[batch, rows, rows]`: [i, j] is the degree to which row i was written right after row j. Sums along
 * rows and columns are at most 1
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2016, Methods, 'Temporal memory linkage'
 */
export function updateLink(
  previousLink: tf.Tensor3D,
  writeWeighting: tf.Tensor2D,
  previousPrecedence: tf.Tensor2D,
): tf.Tensor3D {
  requireShape('writeWeighting', writeWeighting, [null, null], '[batch, rows]');
  const [batch, rows] = writeWeighting.shape;
  requireShape('previousLink', previousLink, [batch, rows, rows], '[batch, rows, rows]');
  requireShape('previousPrecedence', previousPrecedence, [batch, rows], '[batch, rows]');
  return tf.tidy(() => {
    const later = tf.reshape(writeWeighting, [batch, rows, 1]);
    const earlier = tf.reshape(writeWeighting, [batch, 1, rows]);
    const kept = tf.mul(tf.sub(tf.sub(1, later), earlier), previousLink);
    const added = tf.mul(later, tf.reshape(previousPrecedence, [batch, 1, rows]));
    return tf.mul<tf.Tensor3D>(tf.add(kept, added), offDiagonal(rows));
  });
}

/** 0 on the diagonal, 1 elsewhere, `[rows, rows]`. */
function offDiagonal(rows: number): tf.Tensor {
  const index = tf.range(0, rows);
  return tf.cast(tf.notEqual(tf.reshape(index, [rows, 1]), tf.reshape(index, [1, rows])), 'float32');
}

/**
 * Moves a read weighting forward to the rows written next.
 *
 *     f(i) = Σ_j L(i, j) w^r(j)
 *
 * @param link L, `[batch, rows, rows]`
 * @param readWeighting w^r of the previous step, `[batch, rows]`
 * @returns the forward weighting f, `[batch, rows]`: its sum is at most 1
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2016, Methods, 'Temporal memory linkage'
 */
export function forwardWeighting(link: tf.Tensor3D, readWeighting: tf.Tensor2D): tf.Tensor2D {
  return follow(link, readWeighting, true);
}

/**
 * Moves a read weighting backward to the rows written before.
 *
 *     b(j) = Σ_i L(i, j) w^r(i)
 *
 * @param link L, `[batch, rows, rows]`
 * @param readWeighting w^r of the previous step, `[batch, rows]`
 * @returns the backward weighting b, `[batch, rows]`: its sum is at most 1
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2016, Methods, 'Temporal memory linkage'
 */
export function backwardWeighting(link: tf.Tensor3D, readWeighting: tf.Tensor2D): tf.Tensor2D {
  return follow(link, readWeighting, false);
}

function follow(link: tf.Tensor3D, readWeighting: tf.Tensor2D, forward: boolean): tf.Tensor2D {
  requireShape('readWeighting', readWeighting, [null, null], '[batch, rows]');
  const [batch, rows] = readWeighting.shape;
  requireShape('link', link, [batch, rows, rows], '[batch, rows, rows]');
  return tf.tidy(() => {
    const from = tf.reshape(readWeighting, [batch, 1, rows]) as tf.Tensor3D;
    return tf.reshape(tf.matMul(from, link, false, forward), [batch, rows]);
  });
}
