import {requireKeys, requireList, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/**
 * w(i) v for every row i, `[batch, rows, width]`.
 *
 * The gradient, dw(i) = g(i) · v and dv = Σ_i w(i) g(i), is explicit: matrix products avoid the two tensors of the memory's
 * size that tfjs creates.
 */
function outerProduct(weighting: tf.Tensor2D, vector: tf.Tensor2D): tf.Tensor3D {
  const [batch, rows] = weighting.shape;
  const width = vector.shape[1];
  const outer = tf.customGrad((first, second, save) => {
    const w = tf.reshape(first as tf.Tensor, [batch, rows, 1]) as tf.Tensor3D;
    const v = tf.reshape(second as tf.Tensor, [batch, 1, width]) as tf.Tensor3D;
    (save as tf.GradSaveFunc)([w, v]);
    const gradFunc = (gradient: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => {
      const [w, v] = saved as [tf.Tensor3D, tf.Tensor3D];
      const g = gradient as tf.Tensor3D;
      const dw = tf.matMul(g, v, false, true);
      const dv = tf.matMul(w, g, true, false);
      return [tf.reshape(dw, [batch, rows]), tf.reshape(dv, [batch, width])];
    };
    return {value: tf.mul(w, v), gradFunc};
  });
  return outer(weighting, vector) as tf.Tensor3D;
}

/** Checks the shapes of a write: a memory `[batch, rows, width]`, and a weighting and a vector that fit it. */
function requireWrite(
  memory: tf.Tensor3D,
  weighting: tf.Tensor2D,
  argument: string,
  vector: tf.Tensor2D,
): void {
  requireShape('memory', memory, [null, null, null], '[batch, rows, width]');
  const [batch, rows, width] = memory.shape;
  requireShape('weighting', weighting, [batch, rows], '[batch, rows]');
  requireShape(argument, vector, [batch, width], '[batch, width]');
}

/**
 * Erases every row in proportion to the weighting.
 *
 *     M̃(i) = M(i) ∘ [1 − w(i) e]
 *
 * @param memory M, `[batch, rows, width]`
 * @param weighting w, `[batch, rows]`
 * @param eraseVector e, each element in (0, 1), `[batch, width]`: 1 sets the element of a fully attended row to zero, 0 keeps it
 * @returns the memory after erasing, `[batch, rows, width]`
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2014, section 3.2, equation 3
 */
export function erase(memory: tf.Tensor3D, weighting: tf.Tensor2D, eraseVector: tf.Tensor2D): tf.Tensor3D {
  requireWrite(memory, weighting, 'eraseVector', eraseVector);
  return tf.tidy(() => {
    // Negating the vector costs less than negating the memory, forward and backward.
    const erased = outerProduct(weighting, tf.neg(eraseVector));
    return tf.mul(memory, tf.add(erased, 1));
  });
}

/**
 * Adds a vector to every row in proportion to the weighting.
 *
 *     M(i) = M̃(i) + w(i) a
 *
 * @param memory M̃, `[batch, rows, width]`
 * @param weighting w, `[batch, rows]`
 * @param addVector a, `[batch, width]`
 * @returns the memory after adding, `[batch, rows, width]`
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2014, section 3.2, equation 4
 */
export function add(memory: tf.Tensor3D, weighting: tf.Tensor2D, addVector: tf.Tensor2D): tf.Tensor3D {
  requireWrite(memory, weighting, 'addVector', addVector);
  return tf.tidy(() => tf.add(memory, outerProduct(weighting, addVector)));
}

/**
 * A whole write: erase, then add.
 *
 *     M(i) = M(i) ∘ [1 − w(i) e] + w(i) a
 *
 * @param memory M, `[batch, rows, width]`
 * @param weighting w, `[batch, rows]`
 * @param eraseVector e, each element in (0, 1), `[batch, width]`
 * @param addVector a, `[batch, width]`
 * @returns the memory after the write, `[batch, rows, width]`
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2014, section 3.2, equations 3 and 4
 */
export function write(
  memory: tf.Tensor3D,
  weighting: tf.Tensor2D,
  eraseVector: tf.Tensor2D,
  addVector: tf.Tensor2D,
): tf.Tensor3D {
  return tf.tidy(() => add(erase(memory, weighting, eraseVector), weighting, addVector));
}

/** What a write head does to the memory. */
export interface Write {
  /** w, `[batch, rows]` */
  readonly weighting: tf.Tensor2D;
  /** e, each element in (0, 1), `[batch, width]` */
  readonly eraseVector: tf.Tensor2D;
  /** a, `[batch, width]` */
  readonly addVector: tf.Tensor2D;
}

/**
 * The writes of several heads at once: all erase, then all add, so that their order does not matter.
 *
 *     M(i) = M(i) ∘ Π_h [1 − w_h(i) e_h] + Σ_h w_h(i) a_h
 *
 * @param memory M, `[batch, rows, width]`
 * @param writes one of each head, at least one
 * @returns the memory after the writes, `[batch, rows, width]`
 * @throws ArgumentError if there is no write, or a shape does not fit
 * @see Graves et al. 2014, section 3.2
 */
export function writeTogether(memory: tf.Tensor3D, writes: readonly Write[]): tf.Tensor3D {
  requireList('writes', writes, 'a list of at least one write', 1);
  for (const [index, each] of writes.entries()) {
    requireKeys(`writes[${index}]`, each, ['weighting', 'eraseVector', 'addVector']);
  }
  return tf.tidy(() => {
    const erased = writes.reduce((kept, each) => erase(kept, each.weighting, each.eraseVector), memory);
    return writes.reduce((sum, each) => add(sum, each.weighting, each.addVector), erased);
  });
}
