import * as tf from '@tensorflow/tfjs-core';
import type {Dense} from './dense.js';

/**
 * One step of an LSTM layer, from the map to its gates on.
 *
 *     c_t = σ(f) c_{t−1} + σ(i) tanh(g)
 *     h_t = σ(o) tanh(c_t)
 *
 * @param gates i, f, g and o side by side, before their activations, `[batch, 4 units]`
 * @param last c_{t−1}, `[batch, units]`
 * @returns h_t and c_t, `[batch, units]` each
 */
export function lstmStep(gates: tf.Tensor2D, last: tf.Tensor2D): [hidden: tf.Tensor2D, cell: tf.Tensor2D] {
  const [i, f, g, o] = tf.split(gates, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const cell = tf.add<tf.Tensor2D>(tf.mul(tf.sigmoid(f), last), tf.mul(tf.sigmoid(i), tf.tanh(g)));
  return [tf.mul(tf.sigmoid(o), tf.tanh(cell)), cell];
}

/** Sets the bias of the map to the gates: 1 for the forget gate, so that a new layer remembers, and 0 for the others. */
export function writeForgetBias(gates: Dense, units: number): void {
  tf.tidy(() => {
    gates.bias.write(tf.concat([0, 1, 0, 0].map((value) => tf.fill([units], value))));
  });
}
