import {
  ArgumentError,
  requireObject,
  requirePositiveInteger,
  requireSameCopy,
  requireShape,
} from '@ntmjs/arguments';
import {MemoryAugmentedRNN} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {LayersModel, layers} from '@tensorflow/tfjs-layers';
import type {EpisodeInputs} from './episodeTrace.js';

/**
 * The memory-augmented layer of a model that can be traced.
 *
 * @throws ArgumentError if the model does not have exactly one such layer, one input and one output, or if the layer is stateful, goes
 *   backwards or is masked
 */
export function requireTraceable(model: LayersModel): MemoryAugmentedRNN {
  requireSameCopy('model', model, 'layer', layers.Layer);
  if (!(model instanceof LayersModel)) {
    const hint =
      (model as unknown) instanceof layers.Layer
        ? ' (sequential({layers: [layer]}) makes one of a layer)'
        : '';
    throw new ArgumentError('model', `a model with one memory-augmented layer${hint}`, model);
  }
  const found = model.layers.filter((layer) => layer instanceof MemoryAugmentedRNN);
  const [layer] = found;
  if (layer === undefined || found.length > 1) {
    throw new ArgumentError('model', 'a model with one memory-augmented layer', layersOf(model));
  }
  if (layer.stateful) throw new ArgumentError(`layer ${layer.name}.stateful`, 'false to be traced', true);
  if (layer.goBackwards)
    throw new ArgumentError(`layer ${layer.name}.goBackwards`, 'false to be traced', true);
  if (model.layers.some((other) => other.getClassName() === 'Masking')) {
    throw new ArgumentError('model', 'a model without a Masking layer', layersOf(model));
  }
  if (model.inputs?.length !== 1 || model.outputs.length !== 1 || Array.isArray(layer.input)) {
    throw new ArgumentError('model', 'a model with one input and one output', layersOf(model));
  }
  return layer;
}

/** The classes of a model's layers, for an error message. */
function layersOf(model: LayersModel): string[] {
  return model.layers.map((layer) => layer.getClassName());
}

/**
 * Checks that an episode fits the model's input, and returns it as numbers.
 *
 * @throws ArgumentError if the model's input is not `[batch, steps, inputs]`, or the episode is not
 *   `[steps, inputSize]` numbers or a tensor `[1, steps, inputs]` for it
 */
export async function requireEpisode(
  model: LayersModel,
  episode: EpisodeInputs | tf.Tensor,
): Promise<EpisodeInputs> {
  const shape = model.inputs[0]!.shape;
  if (shape.length !== 3) throw new ArgumentError('model input', '[batch, steps, inputs]', shape);
  if (episode instanceof tf.Tensor) {
    requireShape('inputs', episode, [1, shape[1]!, shape[2]!], '[1, steps, inputs]');
    const [, steps, inputSize] = episode.shape as [number, number, number];
    return {steps, inputSize, inputs: Float32Array.from(await episode.data())};
  }
  if (typeof episode !== 'object' || episode === null) {
    throw new ArgumentError(
      'episode',
      'an episode {steps, inputSize, inputs} or a tensor [1, steps, inputs]',
      episode,
    );
  }
  const {steps, inputSize, inputs} = requireObject(
    'episode',
    episode,
    'an episode, or a tensor of its inputs',
  );
  const [, modelSteps, modelInputs] = shape;
  requirePositiveInteger('episode.steps', steps);
  if (typeof modelSteps === 'number' && steps !== modelSteps) {
    throw new ArgumentError(
      'episode.steps',
      `${modelSteps}, the number of steps of the model's input`,
      steps,
    );
  }
  if (inputSize !== modelInputs) {
    throw new ArgumentError('episode.inputSize', `${modelInputs}, the width of the model's input`, inputSize);
  }
  if (!(inputs instanceof Float32Array) || inputs.length !== steps * inputSize) {
    const expected = `a Float32Array [steps, inputSize] = [${steps}, ${inputSize}] of one episode`;
    throw new ArgumentError('episode.inputs', expected, inputs?.length ?? inputs);
  }
  return episode;
}
