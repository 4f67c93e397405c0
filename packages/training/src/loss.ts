import {requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The cross-entropy of binary targets under logits, summed over a sequence's answering steps and averaged over the batch.
 *
 *     L = 1/B Σ_{b,t} m_{b,t} Σ_j [softplus(z_{b,t,j}) − z_{b,t,j} y_{b,t,j}]
 *
 * This is `binaryCrossEntropy` of @ntmjs/tasks on tensors; compiled steps have the `BinaryCrossEntropy` of @ntmjs/compile.
 *
 * @param logits z, `[batch, steps, outputs]`
 * @param targets y, 0 or 1, `[batch, steps, outputs]`
 * @param mask m, 1 at answering steps and 0 elsewhere, `[batch, steps]`
 * @returns a scalar, in nats a sequence
 * @throws ArgumentError if a shape does not fit
 */
export function sequenceCrossEntropy(
  logits: tf.Tensor3D,
  targets: tf.Tensor3D,
  mask: tf.Tensor2D,
): tf.Scalar {
  requireShape('logits', logits, [null, null, null], '[batch, steps, outputs]');
  const [batch, steps, outputs] = logits.shape;
  requireShape('targets', targets, [batch, steps, outputs], '[batch, steps, outputs]');
  requireShape('mask', mask, [batch, steps], '[batch, steps]');
  return tf.tidy(() => {
    const nats = tf.sub(tf.softplus(logits), tf.mul(logits, targets));
    return tf.div(tf.sum(tf.mul(nats, tf.reshape(mask, [batch, steps, 1]))), batch) as tf.Scalar;
  });
}
