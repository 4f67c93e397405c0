import {requireInteger, requirePositiveInteger, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {cosineSimilarity} from './content.js';
import {withoutGradient} from './withoutGradient.js';

/** `topRows` of checked arguments. */
function largest(values: tf.Tensor2D, count: number): tf.Tensor2D {
  const [batch, rows] = values.shape;
  // On webgpu, topk returns the tensor of a single row itself, and disposing one spoils the other.
  return rows === 1
    ? tf.zeros([batch, 1])
    : tf.cast(tf.topk(values, count).indices as tf.Tensor2D, 'float32');
}

/**
 * The rows of the largest values in descending order; ties go to the lower index.
 *
 * The result is a constant for gradients. Row numbers are floats, so that they can be part of a layer's state; they are exact up to
 * 2²⁴ rows.
 *
 * @param values `[batch, rows]`
 * @param count K, the number of rows to return, from 1 to all
 * @returns row numbers, `[batch, K]`
 * @throws ArgumentError if the shape does not fit, or there are not that many rows
 */
export function topRows(values: tf.Tensor2D, count: number): tf.Tensor2D {
  requireShape('values', values, [null, null], '[batch, rows]');
  requireCount(count, values.shape[1]);
  return withoutGradient([values], () => largest(values, count));
}

/**
 * The rows most similar to a key by cosine, in descending order; ties go to the lower index.
 *
 * The result is a constant for gradients, so that nothing of the search is kept for them: gradients reach the key and the
 * memory through what is computed of the rows that are found.
 *
 * @param memory M, `[batch, rows, width]`
 * @param key q, `[batch, width]`
 * @param count K, the number of rows to return, from 1 to all
 * @returns row numbers, `[batch, K]`; see `topRows`
 * @throws ArgumentError if a shape does not fit, or there are not that many rows
 * @see Rae et al. 2016, section 3.1
 */
export function mostSimilarRows(memory: tf.Tensor3D, key: tf.Tensor2D, count: number): tf.Tensor2D {
  requireShape('memory', memory, [null, null, null], '[batch, rows, width]');
  const [batch, rows, width] = memory.shape;
  requireShape('key', key, [batch, width], '[batch, width]');
  requireCount(count, rows);
  // The memory is no input of it: a gradient of its size would be zeros.
  return withoutGradient([key], () => largest(cosineSimilarity(memory, key), count));
}

function requireCount(count: number, rows: number): void {
  requirePositiveInteger('count', count);
  requireInteger('count', count, {max: rows});
}
