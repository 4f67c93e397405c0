import {requirePositiveInteger, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {type Dense, requireDense} from './dense.js';

/**
 * One step of an LSTM layer, from its gates on.
 *
 *     c_t = σ(f) c_{t−1} + σ(i) tanh(g)
 *     h_t = σ(o) tanh(c_t)
 *
 * @param gates i, f, g and o, concatenated, before activation, `[batch, 4 units]`
 * @param last c_{t−1}, `[batch, units]`
 * @returns h_t and c_t, `[batch, units]` each
 * @throws ArgumentError if a shape does not fit
 */
export function lstmStep(gates: tf.Tensor2D, last: tf.Tensor2D): [hidden: tf.Tensor2D, cell: tf.Tensor2D] {
  requireShape('last', last, [null, null], '[batch, units]');
  const [batch, units] = last.shape;
  requireShape('gates', gates, [batch, 4 * units], '[batch, 4 units]');
  const [i, f, g, o] = tf.split(gates, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const cell = tf.add<tf.Tensor2D>(tf.mul(tf.sigmoid(f), last), tf.mul(tf.sigmoid(i), tf.tanh(g)));
  return [tf.mul(tf.sigmoid(o), tf.tanh(cell)), cell];
}

/**
 * Sets the bias of the forget gate to 1, so that a new layer remembers.
 *
 * @throws ArgumentError if `dense` is not the map to the gates of so many units
 */
export function writeForgetBias(dense: Dense, units: number): void {
  const {bias} = requireDense(dense);
  const all = bias.read() as tf.Tensor1D;
  requireShape('dense.bias', all, [4 * requirePositiveInteger('units', units)], '[4 units]');
  tf.tidy(() => {
    const [i, , g, o] = tf.split(all, 4);
    bias.write(tf.concat([i!, tf.ones([units]), g!, o!]));
  });
}
