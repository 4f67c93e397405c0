import {requireShape} from '@ntmjs/arguments';
import type {LossGradient} from '@ntmjs/compile';
import {binaryCrossEntropyGradient, type Episodes, requireEpisodes} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {requireFiniteNumber} from './nonFinite.js';

/**
 * The cross-entropy of binary targets under logits, summed over a sequence's answering steps and averaged over the batch.
 *
 *     L = 1/B Σ_{b,t} m_{b,t} Σ_j [softplus(z_{b,t,j}) − z_{b,t,j} y_{b,t,j}]
 *
 * This is `binaryCrossEntropy` of @ntmjs/tasks on tensors.
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

/**
 * The gradient of `sequenceCrossEntropy` with respect to the logits, on plain numbers: what a compiled step needs.
 *
 *     ∂L/∂z = m (σ(z) − y) / B
 *
 * @returns a function that fills in one sequence's part of the gradient; it throws a `NonFiniteError` if a logit of an
 *   answering step is not finite
 */
export function sequenceCrossEntropyGradient(episodes: Episodes): LossGradient {
  const {batch, steps, outputSize, targets, mask} = requireEpisodes('episodes', episodes);
  return (sequence, logits, gradient) => {
    for (let row = sequence * steps; row < (sequence + 1) * steps; row++) {
      if (mask[row] === 0) continue;
      for (let index = row * outputSize; index < (row + 1) * outputSize; index++) {
        const logit = requireFiniteNumber('a logit', logits[index]!);
        gradient[index] = (mask[row]! * binaryCrossEntropyGradient(logit, targets[index]!)) / batch;
      }
    }
  };
}
