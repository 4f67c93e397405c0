import {ArgumentError} from '@ntmjs/arguments';
import {type Episodes, requireEpisodes} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel, LayerVariable} from '@tensorflow/tfjs-layers';
import {type ClipArgs, clipGradients, requireClipArgs} from './clipping.js';
import {episodeTensors, requireModelFor} from './episodeTensors.js';
import {sequenceCrossEntropy} from './loss.js';
import {requireFinite} from './nonFinite.js';
import {requireModel, requireOptimizer} from './tfjsObjects.js';

/**
 * One training step: forward, loss, backward, clipping, update.
 *
 *     θ ← optimizer(clip(∂L/∂θ)),   L = sequence cross-entropy + the model's regularizers
 *
 * @param model from `[batch, steps, inputs]` to logits `[batch, steps, outputs]`
 * @param variant a model with weights of the same shapes, such as `withRows(model, rows)`: the episodes run on it, with the weights of
 *   `model`, which are trained. By default `model` itself
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
  variant = model,
): Promise<Float32Array> {
  requireModelFor(model, requireEpisodes('episodes', episodes), 'the episodes');
  if (variant !== model) requireVariant(model, variant);
  requireOptimizer(optimizer);
  requireClipArgs(clip);
  assignWeights(variant.weights, model.weights);
  const {logits, loss, grads} = tf.tidy(() => gradientsOf(model, episodes, variant));
  const nothing = tf.tidy(() => zeroIfFinite([loss, ...Object.values(grads)]));
  try {
    const [values, [zero]] = await Promise.all([logits.data() as Promise<Float32Array>, nothing.data()]);
    if (zero !== 0) await findNonFinite(model, values, loss, grads);
    tf.tidy(() => optimizer.applyGradients(clipGradients(grads, clip)));
    assignWeights(model.nonTrainableWeights, variant.nonTrainableWeights);
    return values;
  } finally {
    tf.dispose([logits, loss, nothing, grads] as never);
  }
}

/** Throws an `ArgumentError` unless two models have weights of the same shapes. */
function requireVariant(model: LayersModel, variant: LayersModel): void {
  const shapes = ({trainableWeights, nonTrainableWeights}: LayersModel) =>
    JSON.stringify([trainableWeights, nonTrainableWeights].map((list) => list.map(({shape}) => shape)));
  const expected = `a model with weights of the shapes of the trained one's, ${shapes(model)}`;
  if (shapes(requireModel(variant)) === shapes(model)) return;
  throw new ArgumentError('variant', expected, shapes(variant));
}

/** Sets weights to others, whose data they share until either are assigned to again. */
function assignWeights(weights: readonly LayerVariable[], values: readonly LayerVariable[]): void {
  for (const [index, weight] of weights.entries()) weight.write(values[index]!.read());
}

/** The gradients by the names of the model's variables, as `variant` computes them with equal weights. */
function gradientsOf(model: LayersModel, episodes: Episodes, variant: LayersModel) {
  const {inputs, targets, mask} = episodeTensors(episodes);
  const variables = variant.trainableWeights.map((weight) => weight.read() as tf.Variable);
  let logits: tf.Tensor3D | undefined;
  const {value, grads} = tf.variableGrads(() => {
    logits = tf.keep(variant.apply(inputs, {training: true}) as tf.Tensor3D);
    const loss = sequenceCrossEntropy(logits, targets, mask);
    return variant.calculateLosses().reduce((sum, term) => tf.add(sum, term), loss);
  }, variables);
  const named = model.trainableWeights.flatMap(({name}, index) => {
    const gradient = grads[variables[index]!.name];
    return gradient == null ? [] : [[name, gradient] as const];
  });
  return {logits: logits!, loss: value, grads: Object.fromEntries(named)};
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
