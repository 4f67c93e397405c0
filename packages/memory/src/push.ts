import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {type End, requireEnd} from './ends.js';
import {requireStrongMemory, type StrongMemory} from './strongMemory.js';

/**
 * Adds a row at an end. All others move by one row, and the one at the other end is dropped.
 *
 * @param contents the rows before, `[batch, rows, width]`, and their strengths, `[batch, rows]`
 * @param value the new row, `[batch, width]`
 * @param strength its strength, not negative, `[batch, 1]`
 * @param end where to add it
 * @returns the rows after, in the same shapes
 * @throws ArgumentError if a shape does not fit or the end is unknown
 * @see Grefenstette et al. 2015, equation 1, whose memory grows instead
 */
export function push(
  contents: StrongMemory,
  value: tf.Tensor2D,
  strength: tf.Tensor2D,
  end: End,
): StrongMemory {
  const [batch, , width] = requireStrongMemory(contents);
  requireShape('value', value, [batch, width], '[batch, width]');
  requireShape('strength', strength, [batch, 1], '[batch, 1]');
  const first = requireEnd('end', end) === 'first';
  const withRow = <T extends tf.Tensor>(before: T, row: T): T => {
    const all = tf.concat(first ? [row, before] : [before, row], 1);
    return tf.slice(all, [0, first ? 0 : 1], before.shape) as T;
  };
  return tf.tidy(() => ({
    memory: withRow(contents.memory, tf.reshape(value, [batch, 1, width]) as tf.Tensor3D),
    strengths: withRow(contents.strengths, strength),
  }));
}
