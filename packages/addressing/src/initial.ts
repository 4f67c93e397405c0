import {requireInteger, requirePositiveInteger, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A weighting that attends to one row alone: where a head starts when nothing else tells the rows apart.
 *
 * @param row the row, from 0; the first unless said otherwise
 * @returns `[batch, rows]`
 * @throws ArgumentError if a size is not a positive integer or the row is not among the rows
 */
export function oneHotWeighting(batch: number, rows: number, row = 0): tf.Tensor2D {
  requirePositiveInteger('batch', batch);
  requirePositiveInteger('rows', rows);
  requireInteger('row', row, {min: 0, max: rows - 1});
  const values = new Float32Array(batch * rows);
  for (let sample = 0; sample < batch; sample++) values[sample * rows + row] = 1;
  return tf.tensor2d(values, [batch, rows]);
}

/**
 * A weighting that attends to every row alike.
 *
 * @returns `[batch, rows]`, all 1 / rows
 * @throws ArgumentError if a size is not a positive integer
 */
export function uniformWeighting(batch: number, rows: number): tf.Tensor2D {
  requirePositiveInteger('batch', batch);
  requirePositiveInteger('rows', rows);
  return tf.fill([batch, rows], 1 / rows);
}

/**
 * A weighting that is learned: the softmax of one logit a row, the same for every sample.
 *
 * @param logits `[rows]`; learn these and not the weighting itself, which then stays a distribution
 * @returns `[batch, rows]`
 * @throws ArgumentError if the batch is not a positive integer or the logits not of rank 1
 */
export function learnedWeighting(batch: number, logits: tf.Tensor1D): tf.Tensor2D {
  requirePositiveInteger('batch', batch);
  requireShape('logits', logits, [null], '[rows]');
  return tf.tidy(() => tf.tile(tf.reshape(tf.softmax(logits), [1, -1]), [batch, 1]));
}
