import {ArgumentError, requireList, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {requireWeightings} from './weightings.js';

/**
 * The retention of each row: how much of it read heads do not free.
 *
 *     ψ(i) = Π_h (1 − f_h w^r_h(i))
 *
 * @param readWeightings w^r of the previous step, `[batch, rows]` for each read head, at least one
 * @param freeGates f, each in (0, 1), `[batch, 1]` for each read head: 1 frees the rows it read
 * @returns the retention ψ, each element in [0, 1], `[batch, rows]`
 * @throws ArgumentError if a shape does not fit, or there are not as many gates as weightings
 * @see Graves et al. 2016, Methods, 'Dynamic memory allocation'
 */
export function retention(
  readWeightings: readonly tf.Tensor2D[],
  freeGates: readonly tf.Tensor2D[],
): tf.Tensor2D {
  const [batch] = requireWeightings('readWeightings', readWeightings);
  requireList('freeGates', freeGates, `a list of one for each of ${readWeightings.length} heads`);
  if (freeGates.length !== readWeightings.length) {
    throw new ArgumentError('freeGates', `one for each of ${readWeightings.length} heads`, freeGates.length);
  }
  freeGates.forEach((gate, head) => {
    requireShape(`freeGates[${head}]`, gate, [batch, 1], '[batch, 1]');
  });
  return tf.tidy(() => product(readWeightings.map((weighting, head) => tf.mul(weighting, freeGates[head]!))));
}

/**
 * The usage of each row: raised by writing, lowered by freeing.
 *
 *     w(i) = 1 − Π_h (1 − w^w_h(i))
 *     u_t(i) = (u_{t−1}(i) + w(i) − u_{t−1}(i) w(i)) ψ(i)
 *
 * Rounding may leave it a little below 0 or above 1, where it is cut off. The gradient flows into the write weightings as the equation has it; the authors' implementation stops it there.
 *
 * @param previousUsage u_{t−1}, each element in [0, 1], `[batch, rows]`
 * @param writeWeightings w^w of the previous step, `[batch, rows]` for each write head, at least one
 * @param retention ψ, each element in [0, 1], `[batch, rows]`
 * @returns the usage u_t, each element in [0, 1], `[batch, rows]`
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2016, Methods, 'Dynamic memory allocation'
 */
export function updateUsage(
  previousUsage: tf.Tensor2D,
  writeWeightings: readonly tf.Tensor2D[],
  retention: tf.Tensor2D,
): tf.Tensor2D {
  const shape = requireWeightings('writeWeightings', writeWeightings);
  requireShape('previousUsage', previousUsage, shape, '[batch, rows]');
  requireShape('retention', retention, shape, '[batch, rows]');
  return tf.tidy(() => {
    const written = tf.sub(1, product(writeWeightings));
    const used = tf.add(previousUsage, tf.mul(tf.sub(1, previousUsage), written));
    return tf.clipByValue<tf.Tensor2D>(tf.mul(used, retention), 0, 1);
  });
}

/** Π (1 − w), `[batch, rows]`. */
function product(weightings: readonly tf.Tensor2D[]): tf.Tensor2D {
  return weightings
    .map((weighting) => tf.sub<tf.Tensor2D>(1, weighting))
    .reduce((all, factor) => tf.mul(all, factor));
}
