import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {contentWeighting} from './content.js';

/**
 * Attends to the rows that are similar to the key, comparing only the elements that a mask selects.
 *
 *     c(i) = softmax_i(β K[m ∘ k, m ∘ M(i)])
 *
 * @param memory M, `[batch, rows, width]`
 * @param key k, `[batch, width]`
 * @param keyStrength β > 0, `[batch, 1]`
 * @param mask m, each element in (0, 1), `[batch, width]`: all ones change nothing
 * @returns the content weighting, `[batch, rows]`, a distribution over rows
 * @throws ArgumentError if a shape does not fit
 * @see Csordás & Schmidhuber 2019, memory masking
 */
export function maskedContentWeighting(
  memory: tf.Tensor3D,
  key: tf.Tensor2D,
  keyStrength: tf.Tensor2D,
  mask: tf.Tensor2D,
): tf.Tensor2D {
  requireShape('memory', memory, [null, null, null], '[batch, rows, width]');
  const [batch, , width] = memory.shape;
  requireShape('key', key, [batch, width], '[batch, width]');
  requireShape('mask', mask, [batch, width], '[batch, width]');
  return tf.tidy(() => {
    const seen = tf.mul<tf.Tensor3D>(memory, tf.reshape(mask, [batch, 1, width]));
    return contentWeighting(seen, tf.mul(key, mask), keyStrength);
  });
}
