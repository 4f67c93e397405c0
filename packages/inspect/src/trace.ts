import type {MemoryAugmentedRNN} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, model as modelOf, type SymbolicTensor} from '@tensorflow/tfjs-layers';
import type {EpisodeInputs, EpisodeTrace, TracedArray} from './episodeTrace.js';
import {traceHeads} from './heads.js';
import {requireEpisode, requireTraceable} from './traceable.js';

/**
 * Runs one episode through a model, and keeps what its memory-augmented layer held after every step.
 *
 * Layers may stand before that layer and after it. Weights and random streams stay as they are, and no tensor is left.
 *
 * @param model a model of one input `[batch, steps, inputs]` and one output, with one layer of `@ntmjs/layers`
 * @param episode the inputs, `[steps, inputSize]`
 * @returns the model's outputs, equal to those of `model.predict`, and the reads, state and heads of each step
 * @throws ArgumentError if the model has no such layer or several, if that layer is stateful, goes backwards or is
 *   masked, or if the episode does not fit the model's input
 */
export async function traceEpisode(model: LayersModel, episode: EpisodeInputs): Promise<EpisodeTrace> {
  const layer = requireTraceable(model);
  const {steps, inputSize, inputs} = requireEpisode(model, episode);
  const tensors = tf.tidy(() => {
    const batch = tf.tensor3d(inputs, [1, steps, inputSize]);
    const [layerInput, outputs] = withLayerInput(model, layer).predict(batch) as [tf.Tensor3D, tf.Tensor];
    return {outputs: tf.squeeze(outputs, [0]), ...runSteps(layer, layerInput)};
  });
  try {
    const state: Record<string, TracedArray> = {};
    for (const [name, tensor] of Object.entries(tensors.state)) state[name] = await read(tensor);
    const reads = await read(tensors.reads);
    const heads = traceHeads(layer.cell.access, state);
    return {steps: reads.shape[0]!, outputs: await read(tensors.outputs), reads, state, heads};
  } finally {
    tf.dispose(tensors as tf.TensorContainer);
  }
}

/** The model with two outputs: what goes into the layer, and the model's own output. */
function withLayerInput(model: LayersModel, layer: MemoryAugmentedRNN): LayersModel {
  const outputs = [layer.input as SymbolicTensor, ...model.outputs];
  return modelOf({inputs: model.inputs, outputs, name: `${model.name}_trace`});
}

/** Steps the cell of the layer through `[1, steps, inputs]`; what it held after each step, `[steps, ...]` each. */
function runSteps(layer: MemoryAugmentedRNN, inputs: tf.Tensor3D) {
  const reads: tf.Tensor[] = [];
  const state: Record<string, tf.Tensor[]> = {};
  let states = layer.getInitialState(inputs);
  for (const input of tf.unstack(inputs, 1)) {
    states = layer.cell.call([input, ...states]).slice(1);
    const named = layer.cell.unpackState(states);
    reads.push(named.reads);
    for (const [name, tensor] of Object.entries(named.access)) {
      state[name] ??= [];
      state[name].push(tensor);
    }
  }
  return {
    reads: tf.concat(reads),
    state: Object.fromEntries(Object.entries(state).map(([name, list]) => [name, tf.concat(list)])),
  };
}

async function read(tensor: tf.Tensor): Promise<TracedArray> {
  return {shape: tensor.shape, data: (await tensor.data()) as Float32Array};
}
