import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {EPSILON} from './epsilon.js';

/** √(Σ v² + ε²) along the last axis, which is kept with size 1: finite, and above zero, also at v = 0. */
function norm(vectors: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.add(tf.sum(tf.square(vectors), -1, true), EPSILON * EPSILON));
}

/**
 * The cosine similarity of a key and each row of the memory.
 *
 *     K[k, M(i)] = k · M(i) / (‖k‖ ‖M(i)‖ + ε),   ‖v‖ = √(Σ v² + ε²)
 *
 * The gradient is explicit, because tfjs' own passes over the memory eight times where three are enough. With g the incoming
 * gradient, p = k · M(i), n = ‖M(i)‖, m = ‖k‖ and d = n m + ε:
 *
 *     dM(i) = (g/d) k − (g p m / (d² n)) M(i)
 *     dk    = Σ_i (g/d) M(i) − (Σ_i g p n / d²) k / m
 *
 * @param memory M, `[batch, rows, width]`
 * @param key k, `[batch, width]`
 * @returns similarities in [−1, 1], `[batch, rows]`; 0 for a row or a key of zeros
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2014, section 3.3.1, equation 6
 */
export function cosineSimilarity(memory: tf.Tensor3D, key: tf.Tensor2D): tf.Tensor2D {
  requireShape('memory', memory, [null, null, null], '[batch, rows, width]');
  const [batch, rows, width] = memory.shape;
  requireShape('key', key, [batch, width], '[batch, width]');
  const similarity = tf.customGrad((first, second, save) => {
    const M = first as tf.Tensor3D;
    const k = tf.reshape(second as tf.Tensor2D, [batch, 1, width]) as tf.Tensor3D;
    const p = tf.matMul(M, k, false, true);
    const n = norm(M);
    const m = norm(k);
    const d = tf.add(tf.mul(n, m), EPSILON);
    (save as tf.GradSaveFunc)([M, k, p, n, m, d]);
    return {value: tf.reshape(tf.div(p, d), [batch, rows]), gradFunc};
  });
  const gradFunc = (gradient: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => {
    const [M, k, p, n, m, d] = saved as [tf.Tensor3D, tf.Tensor3D, ...tf.Tensor[]] & {length: 6};
    const a = tf.div(tf.reshape(gradient as tf.Tensor, [batch, rows, 1]), d!);
    const b = tf.div(tf.mul(a, p!), d!);
    const dM = tf.sub(tf.mul(a, k), tf.mul(M, tf.div(tf.mul(b, m!), n!)));
    const along = tf.div(tf.sum(tf.mul(b, n!), 1, true), m!);
    const dk = tf.sub(tf.matMul(a as tf.Tensor3D, M, true, false), tf.mul(along, k));
    return [dM, tf.reshape(dk, [batch, width])];
  };
  return similarity(memory, key) as tf.Tensor2D;
}

/**
 * Attends to the rows that are similar to the key.
 *
 *     w^c(i) = exp(β K[k, M(i)]) / Σ_j exp(β K[k, M(j)])
 *
 * @param memory M, `[batch, rows, width]`
 * @param key k, `[batch, width]`
 * @param keyStrength β > 0, `[batch, 1]`: the larger, the more attention goes to the best match
 * @returns the content weighting, `[batch, rows]`, a distribution over rows
 * @throws ArgumentError if a shape does not fit
 * @see Graves et al. 2014, section 3.3.1, equation 5
 */
export function contentWeighting(
  memory: tf.Tensor3D,
  key: tf.Tensor2D,
  keyStrength: tf.Tensor2D,
): tf.Tensor2D {
  requireShape('memory', memory, [null, null, null], '[batch, rows, width]');
  requireShape('keyStrength', keyStrength, [memory.shape[0], 1], '[batch, 1]');
  return tf.tidy(() => tf.softmax(tf.mul(cosineSimilarity(memory, key), keyStrength)));
}
