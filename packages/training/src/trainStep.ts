import {type Episodes, requireEpisodes} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {type ClipArgs, clipGradients, requireClipArgs} from './clipping.js';
import {episodeTensors, requireModelFor} from './episodeTensors.js';
import {sequenceCrossEntropy} from './loss.js';
import {requireFinite} from './nonFinite.js';
import {requireOptimizer} from './tfjsObjects.js';

/**
 * One training step: forward, loss, backward, clipping, update.
 *
 *     θ ← optimizer(clip(∂L/∂θ)),   L = sequence cross-entropy + the model's regularizers
 *
 * @param model from `[batch, steps, inputs]` to logits `[batch, steps, outputs]`
 * @returns the logits before the update, `[batch, steps, outputs]`, row by row
 * @throws ArgumentError if the model does not fit the episodes, an option of clipping is wrong, or model or optimizer are of another copy of
 *   tfjs
 * @throws NonFiniteError if a logit, the loss or a gradient is not finite; then model and optimizer are unchanged
 */
export async function trainStep(
  model: LayersModel,
  optimizer: tf.Optimizer,
  episodes: Episodes,
  clip: ClipArgs,
): Promise<Float32Array> {
  requireModelFor(model, requireEpisodes('episodes', episodes), 'the episodes');
  requireOptimizer(optimizer);
  requireClipArgs(clip);
  const {logits, loss, grads} = tf.tidy(() => gradientsOf(model, episodes));
  const nothing = tf.tidy(() => zeroIfFinite([loss, ...Object.values(grads)]));
  try {
    const [values, [zero]] = await Promise.all([logits.data() as Promise<Float32Array>, nothing.data()]);
    if (zero !== 0) await findNonFinite(model, values, loss, grads);
    tf.tidy(() => optimizer.applyGradients(clipGradients(grads, clip)));
    return values;
  } finally {
    tf.dispose([logits, loss, nothing, grads] as never);
  }
}

function gradientsOf(model: LayersModel, episodes: Episodes) {
  const {inputs, targets, mask} = episodeTensors(episodes);
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  let logits: tf.Tensor3D | undefined;
  const {value, grads} = tf.variableGrads(() => {
    logits = tf.keep(model.apply(inputs, {training: true}) as tf.Tensor3D);
    const loss = sequenceCrossEntropy(logits, targets, mask);
    return model.calculateLosses().reduce((sum, term) => tf.add(sum, term), loss);
  }, variables);
  return {logits: logits!, loss: value, grads};
}

/** 0 if all elements are finite, else NaN. */
function zeroIfFinite(tensors: readonly tf.Tensor[]): tf.Scalar {
  return tf.addN(tensors.map((tensor) => tf.sum(tf.mul(tensor, 0))));
}

/** Throws a `NonFiniteError` that names the tensor that is not finite. */
async function findNonFinite(
  model: LayersModel,
  logits: Float32Array,
  loss: tf.Scalar,
  gradients: tf.NamedTensorMap,
): Promise<void> {
  requireFinite('a logit', logits);
  requireFinite('the loss', await loss.data());
  for (const {name, originalName} of model.trainableWeights) {
    const gradient = await gradients[name]?.data();
    requireFinite(`the gradient of ${originalName}`, gradient ?? []);
  }
}
