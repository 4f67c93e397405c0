import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {EPSILON} from './epsilon.js';

/**
 * Attends to free rows: to the least used row as far as it is free, with the rest to the next, and so on.
 *
 *     a(i) = (1 − ũ(i)) Π_{j before i} ũ(j),   ũ = u + ε²
 *
 * where j is before i if u(j) < u(i), or if they are equal and j < i. The paper sorts the rows by usage; comparing
 * all pairs gives the same result without moving rows. The product is exp(Σ log ũ), which ε² keeps finite; in the value, not in the
 * gradient, ε is subtracted from it, so that rows behind a free row get exactly nothing and remain equally free.
 *
 * Gradients treat the order as a constant, as in the paper and in the authors' implementation. The gradient is explicit, since
 * comparisons have none in tfjs. With g the incoming gradient and P(i) the product,
 *
 *     dũ(j) = −g(j) P(j) + Σ_{i after j} g(i) a(i) / ũ(j)
 *
 * @param usage u, each element in [0, 1], `[batch, rows]`
 * @returns the allocation weighting, `[batch, rows]`: none is negative, and their sum is at most 1
 * @throws ArgumentError if the shape does not fit
 * @see Graves et al. 2016, Methods, 'Dynamic memory allocation'
 */
export function allocationWeighting(usage: tf.Tensor2D): tf.Tensor2D {
  requireShape('usage', usage, [null, null], '[batch, rows]');
  const [batch, rows] = usage.shape;
  const allocate = tf.customGrad((input, save) => {
    const given = input as tf.Tensor2D;
    const used = tf.add(given, EPSILON * EPSILON);
    const before = isBefore(given);
    const logs = tf.reshape(tf.log(used), [batch, 1, rows]);
    const products = tf.exp(tf.sum(tf.mul(before, logs), 2));
    (save as tf.GradSaveFunc)([used, before, products]);
    return {
      value: tf.mul(tf.sub(1, used), tf.relu(tf.sub(products, EPSILON))),
      gradFunc: (gradient, saved) => {
        const [used, before, products] = saved as [tf.Tensor2D, tf.Tensor3D, tf.Tensor2D];
        const scaled = tf.mul(gradient as tf.Tensor, products);
        const terms = tf.reshape(tf.mul(scaled, tf.sub(1, used)), [batch, rows, 1]);
        const fromLater = tf.div(tf.sum(tf.mul(before, terms), 1), used);
        return tf.sub(fromLater, scaled);
      },
    };
  });
  return allocate(usage) as tf.Tensor2D;
}

/** 1 at [sample, i, j] where row j is before row i in the order of usage, else 0, `[batch, rows, rows]`. */
function isBefore(usage: tf.Tensor2D): tf.Tensor3D {
  const [batch, rows] = usage.shape;
  const [own, other] = [tf.reshape(usage, [batch, rows, 1]), tf.reshape(usage, [batch, 1, rows])];
  const index = tf.range(0, rows);
  const tieBreak = tf.less(tf.reshape(index, [1, 1, rows]), tf.reshape(index, [1, rows, 1]));
  const before = tf.logicalOr(tf.less(other, own), tf.logicalAnd(tf.equal(other, own), tieBreak));
  return tf.cast(before, 'float32') as tf.Tensor3D;
}

/**
 * The usage that the next write head sees if several allocate in one step: raised where the previous head writes.
 *
 *     u'(i) = u(i) + (1 − u(i)) g^a g^w a(i)
 *
 * @param usage u, each element in [0, 1], `[batch, rows]`
 * @param allocation a of the previous head, `[batch, rows]`
 * @param allocationGate g^a of the previous head, in (0, 1), `[batch, 1]`
 * @param writeGate g^w of the previous head, in (0, 1), `[batch, 1]`
 * @returns the usage, each element in [0, 1], `[batch, rows]`
 * @throws ArgumentError if a shape does not fit
 * @see the authors' implementation (google-deepmind/dnc); the paper has one write head
 */
export function usageAfterAllocation(
  usage: tf.Tensor2D,
  allocation: tf.Tensor2D,
  allocationGate: tf.Tensor2D,
  writeGate: tf.Tensor2D,
): tf.Tensor2D {
  requireShape('usage', usage, [null, null], '[batch, rows]');
  const [batch] = usage.shape;
  requireShape('allocation', allocation, usage.shape, '[batch, rows]');
  requireShape('allocationGate', allocationGate, [batch, 1], '[batch, 1]');
  requireShape('writeGate', writeGate, [batch, 1], '[batch, 1]');
  return tf.tidy(() => {
    const reserved = tf.mul(allocation, tf.mul(allocationGate, writeGate));
    return tf.add(usage, tf.mul(tf.sub(1, usage), reserved));
  });
}
