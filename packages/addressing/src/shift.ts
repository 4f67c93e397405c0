import {ArgumentError, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Shifts a weighting by a distribution over shifts: a circular convolution.
 *
 *     w̃(i) = Σ_d w(i − d mod N) s(d),   d = −R … +R
 *
 * A shift of +1 moves the focus from row i to row i + 1, and from the last row to the first. The gradient with respect to w
 * is the same sum over the opposite shifts, and is explicit.
 *
 * @param weighting w, `[batch, rows]`
 * @param shiftWeights s, `[batch, 2R + 1]`, a distribution over the shifts −R … +R in that order; R may be 0
 * @returns the shifted weighting, `[batch, rows]`, a distribution over rows
 * @throws ArgumentError if a shape does not fit, if the number of shifts is even, or if it exceeds the number of rows
 * @see Graves et al. 2014, section 3.3.2, equation 8
 */
export function circularShift(weighting: tf.Tensor2D, shiftWeights: tf.Tensor2D): tf.Tensor2D {
  requireShape('weighting', weighting, [null, null], '[batch, rows]');
  const [batch, rows] = weighting.shape;
  requireShape('shiftWeights', shiftWeights, [batch, null], '[batch, shifts]');
  const shifts = shiftWeights.shape[1];
  if (shifts % 2 === 0 || shifts > rows) {
    throw new ArgumentError(
      'shiftWeights',
      `an odd number of shifts, at most the ${rows} rows`,
      shiftWeights,
    );
  }
  if (shifts === 1) return tf.mul(weighting, shiftWeights);
  const shift = tf.customGrad((first, second, save) => {
    const s = second as tf.Tensor2D;
    const copies = shiftedCopies(first as tf.Tensor2D, shifts);
    (save as tf.GradSaveFunc)([copies, s]);
    const gradFunc = (gradient: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => {
      const [copies, s] = saved as [tf.Tensor3D, tf.Tensor2D];
      const dy = gradient as tf.Tensor2D;
      const dw = mix(shiftedCopies(dy, shifts), tf.reverse(s, 1));
      // The gradient is not the second factor, of which wasm keeps a copy by its data, whatever shape it was given before.
      const ds = tf.matMul(tf.reshape(dy, [batch, 1, rows]) as tf.Tensor3D, copies, false, true);
      return [dw, tf.reshape(ds, [batch, shifts])];
    };
    return {value: mix(copies, s), gradFunc};
  });
  return shift(weighting, shiftWeights) as tf.Tensor2D;
}

/** Σ_d s(d) times the copy for the shift d, `[batch, rows]`. */
function mix(copies: tf.Tensor3D, shiftWeights: tf.Tensor2D): tf.Tensor2D {
  const [batch, shifts, rows] = copies.shape;
  const weights = tf.reshape(shiftWeights, [batch, 1, shifts]) as tf.Tensor3D;
  return tf.reshape(tf.matMul(weights, copies), [batch, rows]);
}

/** The weighting moved by each shift of −R … +R, R > 0, `[batch, 2R + 1, rows]`: slices of it, extended around the circle. */
function shiftedCopies(weighting: tf.Tensor2D, shifts: number): tf.Tensor3D {
  const [batch, rows] = weighting.shape;
  const range = (shifts - 1) / 2;
  const end = tf.slice(weighting, [0, rows - range], [batch, range]);
  const start = tf.slice(weighting, [0, 0], [batch, range]);
  const extended = tf.concat([end, weighting, start], 1);
  const copies = Array.from({length: shifts}, (_, index) =>
    tf.slice(extended, [0, shifts - 1 - index], [batch, rows]),
  );
  return tf.reshape(tf.concat(copies, 1), [batch, shifts, rows]);
}
