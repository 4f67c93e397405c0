import {requireArraySizes, requireInteger, requireNumber, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A memory with the same value in every element. A small one (1e-6) trains best, with initial weightings that distinguish the rows.
 *
 * @param value the value of each element; defaults to 1e-6
 * @returns `[batch, rows, width]`
 * @throws ArgumentError if a size is not a positive integer, no array has room for so many, or the value is not a finite number
 */
export function constantMemory(batch: number, rows: number, width: number, value = 1e-6): tf.Tensor3D {
  requireArraySizes('the memory', {batch, rows, width});
  requireNumber('value', value);
  return tf.fill([batch, rows, width], value);
}

/**
 * A memory of normally distributed values, the same for every sample. They are drawn row by row, so that a memory of
 * more rows starts with the rows of a smaller one of the same seed.
 *
 * @param deviation the standard deviation, above 0
 * @param seed an integer; equal seeds give equal contents
 * @returns `[batch, rows, width]`
 * @throws ArgumentError if a size is not a positive integer, no array has room for so many, the deviation is not above 0 or the seed not an integer
 */
export function randomMemory(
  batch: number,
  rows: number,
  width: number,
  deviation: number,
  seed: number,
): tf.Tensor3D {
  requireArraySizes('the memory', {batch, rows, width});
  requireNumber('deviation', deviation, {above: 0});
  requireInteger('seed', seed);
  const nonzero = seed < 0 ? seed : seed + 1; // a seed of 0 is none to tfjs
  return tf.tidy(() =>
    learnedMemory(batch, tf.randomNormal([rows, width], 0, deviation, 'float32', nonzero)),
  );
}

/**
 * A memory whose contents are a learned matrix, the same for every sample.
 *
 * @param contents `[rows, width]`
 * @returns `[batch, rows, width]`
 * @throws ArgumentError if the batch is not a positive integer, no array has room for so many, or the contents are not of rank 2
 */
export function learnedMemory(batch: number, contents: tf.Tensor2D): tf.Tensor3D {
  requireShape('contents', contents, [null, null], '[rows, width]');
  const [rows, width] = contents.shape;
  requireArraySizes('the memory', {batch, rows, width});
  return tf.tidy(() => tf.tile(tf.reshape(contents, [1, rows, width]), [batch, 1, 1]));
}
