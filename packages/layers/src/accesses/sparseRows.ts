import {scatterRows} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';

/** The names of a head's last read in the state of a sparse access: `readRows0` and `readWeights0` for the first head. */
export const rowsName = (head: number) => `readRows${head}`;
export const weightsName = (head: number) => `readWeights${head}`;

/** A record with the rows and the weights of each head's last read, by their names. */
export function lastReads<T>(
  readHeads: number,
  rows: (head: number) => T,
  weights: (head: number) => T,
): Record<string, T> {
  const names = Array.from({length: readHeads}, (_, head) => [
    [rowsName(head), rows(head)] as const,
    [weightsName(head), weights(head)] as const,
  ]);
  return Object.fromEntries(names.flat());
}

/**
 * The memory without the free rows, and vectors that are added to rows.
 *
 * @param memory `[batch, rows, width]`
 * @param freeRows the numbers of the rows that are erased, `[batch, free rows]`
 * @param rowNumbers of the rows that are written, `[batch, rows written]`
 * @param vectors `[batch, rows written, width]`
 */
export function writeRows(
  memory: tf.Tensor3D,
  freeRows: tf.Tensor2D,
  rowNumbers: tf.Tensor2D,
  vectors: tf.Tensor3D,
): tf.Tensor3D {
  const rows = memory.shape[1];
  const freed = scatterRows(freeRows, tf.ones([...freeRows.shape, 1]), rows);
  return tf.add(tf.mul(memory, tf.sub(1, freed)), scatterRows(rowNumbers, vectors, rows));
}
