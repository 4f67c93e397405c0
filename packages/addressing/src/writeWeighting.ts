import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The write weighting: a mix of allocated rows and rows found by content, scaled by the write gate.
 *
 *     w^w = g^w (g^a a + (1 − g^a) c^w)
 *
 * @param contentWeighting c^w, `[batch, rows]`
 * @param allocation a, `[batch, rows]`
 * @param allocationGate g^a in (0, 1), `[batch, 1]`: 1 writes to allocated rows
 * @param writeGate g^w in (0, 1), `[batch, 1]`: 0 writes nothing
 * @returns the write weighting, `[batch, rows]`: its sum is at most 1
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2016, Methods, 'Write weighting'
 */
export function writeWeighting(
  contentWeighting: tf.Tensor2D,
  allocation: tf.Tensor2D,
  allocationGate: tf.Tensor2D,
  writeGate: tf.Tensor2D,
): tf.Tensor2D {
  requireShape('contentWeighting', contentWeighting, [null, null], '[batch, rows]');
  const [batch] = contentWeighting.shape;
  requireShape('allocation', allocation, contentWeighting.shape, '[batch, rows]');
  requireShape('allocationGate', allocationGate, [batch, 1], '[batch, 1]');
  requireShape('writeGate', writeGate, [batch, 1], '[batch, 1]');
  return tf.tidy(() => {
    const free = tf.mul(allocationGate, allocation);
    const found = tf.mul(tf.sub(1, allocationGate), contentWeighting);
    return tf.mul(writeGate, tf.add(free, found));
  });
}
