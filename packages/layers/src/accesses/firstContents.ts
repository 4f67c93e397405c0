import {constantMemory, learnedMemory, randomMemory} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';
import type {TensorRecord, WeightSpec} from '../access.js';
import type {ResolvedMemoryArgs} from './memoryArgs.js';

/** The weights that a memory's first contents are, by name: `memory_contents` if they are learned, else none. */
export function contentsSpecs({
  rows,
  width,
  contents,
  deviation,
}: ResolvedMemoryArgs): Readonly<Record<string, WeightSpec>> {
  return contents === 'learned' ? {memory_contents: {shape: [rows, width], deviation}} : {};
}

/**
 * What a memory holds before the first step.
 *
 * @param weights with `memory_contents` if the contents are learned
 * @returns `[batch, rows, width]`
 */
export function firstContents(batch: number, memory: ResolvedMemoryArgs, weights: TensorRecord): tf.Tensor3D {
  const {rows, width, contents, value, deviation, seed} = memory;
  if (contents === 'learned') return learnedMemory(batch, weights.memory_contents as tf.Tensor2D);
  if (contents === 'random') return randomMemory(batch, rows, width, deviation, seed);
  return constantMemory(batch, rows, width, value);
}

/**
 * Contents that were learned for another number of rows: they repeat, or are cut off.
 *
 * @param contents `[any number of rows, width]`
 * @returns `[rows, width]`
 */
export function fitContents(contents: tf.Tensor2D, rows: number): tf.Tensor2D {
  const [known, width] = contents.shape;
  return tf.tidy(() => tf.slice(tf.tile(contents, [Math.ceil(rows / known), 1]), [0, 0], [rows, width]));
}
