import {LayersModel, type RNN} from '@tensorflow/tfjs-layers';
import * as ofLayers from '../runtime/compile.js';
import {type RecurrentLayer, recurrentLayersOf} from '../runtime/recurrentLayers.js';
import {attachModel, detachModel, eagerReasonOfModel, isModelCompiled} from './compileModel.js';
import {type CompileModelArgs, requireModelArgs} from './modelSettings.js';

/**
 * Makes a recurrent layer or a model run as WebAssembly from now on. Nothing else about it changes: neither its weights and its
 * configuration nor the ways to use, train and save it. `detach` makes it eager again; disposing its weights does so, too.
 *
 * Of a layer, the step and the step's gradient are traced once, and a whole sequence becomes one operation with a gradient.
 *
 * Of a model, whole training steps run compiled: every layer, the loss, the gradients and the update by the optimizer, in `fit`,
 * `fitDataset` and `trainOnBatch`. Its recurrent layers run compiled in `predict` and `evaluate`, too. A training step is compiled when the first
 * batch comes; if it cannot be compiled as a whole, its recurrent layers run compiled and the rest eagerly, with one warning.
 *
 * With `threads`, workers share the samples of each batch of training. They end when the model is detached or disposed. A model whose loss is computed
 * eagerly trains on one thread, after a warning.
 *
 * What is compiled already gets the new arguments, omitted ones their defaults, and keeps its program unless `relaxedSimd` changed.
 *
 * @param target `tf.layers.lstm`, `gru`, `simpleRNN`, `rnn`, any layer made of an RNN cell, or a wrapper around one (of
 *   `tf.layers.bidirectional` both directions are compiled); or a model of any layers
 * @returns the layer or the model
 * @throws ArgumentError if it is no model and no recurrent layer, or an argument is wrong, or there are threads for a layer
 * @throws Error if several threads are requested and the calling one may not block
 */
export function compile<T extends RecurrentLayer | LayersModel>(target: T, args: CompileModelArgs = {}): T {
  if (!(target instanceof LayersModel)) return ofLayers.compile(target as RecurrentLayer, args) as T;
  const {fallback, settings} = requireModelArgs(args);
  const {memoryBudget, relaxedSimd} = args;
  for (const layer of recurrentLayersOf(target)) {
    if (!ofLayers.isCompiled(layer)) ofLayers.compile(layer, {memoryBudget, relaxedSimd, fallback: 'eager'});
  }
  attachModel(target, settings, fallback);
  return target;
}

/**
 * Whether a layer or a model is compiled: `compile` was called on it, and since then it neither was detached nor fell back.
 *
 * @throws ArgumentError if it is no layer
 */
export function isCompiled(target: RecurrentLayer | LayersModel): boolean {
  return target instanceof LayersModel ? isModelCompiled(target) : ofLayers.isCompiled(target);
}

/**
 * Why a layer that was compiled with `fallback: 'eager'` runs eagerly, or why the training steps of a model are not compiled as a
 * whole; undefined if it does not, or for no such reason.
 *
 * @throws ArgumentError if it is neither a recurrent layer nor a model
 */
export function eagerReasonOf(target: RNN | LayersModel): string | undefined {
  return target instanceof LayersModel ? eagerReasonOfModel(target) : ofLayers.eagerReasonOf(target);
}

/**
 * Makes a compiled layer eager again, or a model with its recurrent layers, and lets go of its programs. What is not compiled stays as
 * it is.
 *
 * @returns the layer or the model
 * @throws ArgumentError if it is no model and no recurrent layer
 */
export function detach<T extends RecurrentLayer | LayersModel>(target: T): T {
  if (!(target instanceof LayersModel)) return ofLayers.detach(target as RecurrentLayer) as T;
  detachModel(target);
  for (const layer of recurrentLayersOf(target)) ofLayers.detach(layer);
  return target;
}
