import {requireNumber, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {withoutGradient} from './withoutGradient.js';

/**
 * The step of each row's last access.
 *
 *     lastAccess_t(i) = t   where w(i) > δ,   else lastAccess_{t−1}(i)
 *
 * `topRows` of its negative are the least recently accessed rows. The result is a constant for gradients.
 *
 * @param previousLastAccess lastAccess_{t−1}, `[batch, rows]`: 0 where a row was never accessed
 * @param access w, the sum of this step's read and write weightings, `[batch, rows]`
 * @param time t, the number of this step from 1 on, `[batch, 1]`; exact up to 2²⁴
 * @param threshold δ ≥ 0: accesses up to it do not count
 * @returns lastAccess_t, `[batch, rows]`
 * @throws ArgumentError if a shape does not fit, or the threshold is negative
 * @see Rae et al. 2016, section 3.2: the usage that it calls U⁽²⁾ is t − lastAccess_t
 */
export function updateLastAccess(
  previousLastAccess: tf.Tensor2D,
  access: tf.Tensor2D,
  time: tf.Tensor2D,
  threshold: number,
): tf.Tensor2D {
  requireShape('previousLastAccess', previousLastAccess, [null, null], '[batch, rows]');
  const [batch, rows] = previousLastAccess.shape;
  requireShape('access', access, [batch, rows], '[batch, rows]');
  requireShape('time', time, [batch, 1], '[batch, 1]');
  requireNumber('threshold', threshold, {min: 0});
  return withoutGradient([previousLastAccess, access, time], () =>
    tf.where(tf.greater(access, threshold), time, previousLastAccess),
  );
}
