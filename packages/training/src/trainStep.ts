import type {Episodes} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {type ClipArgs, clipGradients} from './clipping.js';
import {episodeTensors} from './episodeTensors.js';
import {sequenceCrossEntropy} from './loss.js';

/**
 * One training step: forward, loss, backward, clipping, update.
 *
 *     θ ← optimizer(clip(∂L/∂θ)),   L = sequence cross-entropy + the model's regularizers
 *
 * @param model from `[batch, steps, inputs]` to logits `[batch, steps, outputs]`
 * @returns the logits before the update, `[batch, steps, outputs]`; the caller disposes them
 * @throws ArgumentError if the logits have not the shape of the targets
 */
export function trainStep(
  model: LayersModel,
  optimizer: tf.Optimizer,
  episodes: Episodes,
  clip: ClipArgs,
): tf.Tensor3D {
  return tf.tidy(() => {
    const {inputs, targets, mask} = episodeTensors(episodes);
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    let logits: tf.Tensor3D | undefined;
    const {grads} = tf.variableGrads(() => {
      logits = tf.keep(model.apply(inputs, {training: true}) as tf.Tensor3D);
      const loss = sequenceCrossEntropy(logits, targets, mask);
      return model.calculateLosses().reduce((sum, term) => tf.add(sum, term), loss);
    }, variables);
    optimizer.applyGradients(clipGradients(grads, clip));
    return logits!;
  });
}
