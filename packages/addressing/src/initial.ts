import {requireArraySizes, requireInteger, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A weighting that attends to one row alone: an initial weighting that distinguishes the rows.
 *
 * @param row the index of the row; defaults to 0
 * @returns `[batch, rows]`
 * @throws ArgumentError if a size is not a positive integer, no array has room for so many, or the row is not among the rows
 */
export function oneHotWeighting(batch: number, rows: number, row = 0): tf.Tensor2D {
  requireArraySizes('the weightings', {batch, rows});
  requireInteger('row', row, {min: 0, max: rows - 1});
  const values = new Float32Array(batch * rows);
  for (let sample = 0; sample < batch; sample++) values[sample * rows + row] = 1;
  return tf.tensor2d(values, [batch, rows]);
}

/**
 * A weighting that attends to all rows equally.
 *
 * @returns `[batch, rows]`, all 1 / rows
 * @throws ArgumentError if a size is not a positive integer, or no array has room for so many
 */
export function uniformWeighting(batch: number, rows: number): tf.Tensor2D {
  requireArraySizes('the weightings', {batch, rows});
  return tf.fill([batch, rows], 1 / rows);
}

/**
 * A learned weighting: the softmax of one logit per row, the same for every sample.
 *
 * @param logits `[rows]`; learn these rather than the weighting, so that it stays a distribution
 * @returns `[batch, rows]`
 * @throws ArgumentError if the batch is not a positive integer, no array has room for so many, or the logits are not of rank 1
 */
export function learnedWeighting(batch: number, logits: tf.Tensor1D): tf.Tensor2D {
  requireShape('logits', logits, [null], '[rows]');
  requireArraySizes('the weightings', {batch, rows: logits.shape[0]});
  return tf.tidy(() => tf.tile(tf.reshape(tf.softmax(logits), [1, -1]), [batch, 1]));
}
