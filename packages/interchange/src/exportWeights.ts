import {requireKeys, requireObject} from '@ntmjs/arguments';
import type {LayersModel, RNN} from '@tensorflow/tfjs-layers';
import {describeLayer} from './layer/describeLayer.js';
import type {SafetensorsTensor} from './safetensors/readSafetensors.js';
import {writeSafetensors} from './safetensors/writeSafetensors.js';
import {LAYER_KEY} from './weightsConfig.js';

export interface ExportWeightsArgs {
  /** More texts for the file's `__metadata__`, by name. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Writes the weights of a layer as a safetensors file: each as a tensor with a documented name, oriented as PyTorch has it. Its
 * `__metadata__` holds the layer's configuration, with which `importWeights` compares that of another.
 *
 * Regularizers, constraints and dropout, which only training needs, are not in the file.
 *
 * @param model a built layer of `@ntmjs/layers`, or a model in which no other layer has weights
 * @returns the bytes of the file
 * @throws ArgumentError if the model is neither, or has a controller other than feedforward, LSTM and GRU
 */
export function exportWeights(model: LayersModel | RNN, args: ExportWeightsArgs = {}): Uint8Array {
  const {metadata = {}} = requireKeys('exportWeights', args, ['metadata']);
  requireObject('metadata', metadata, 'an object of texts');
  const {config, parts, constants} = describeLayer(model);
  const tensors: Record<string, SafetensorsTensor> = {};
  for (const {weight, tensors: named, split} of parts) {
    const pieces = split(weight.read().dataSync() as Float32Array);
    for (const [index, {name, shape}] of named.entries()) tensors[name] = {shape, values: pieces[index]!};
  }
  for (const {name, shape, values} of constants) tensors[name] = {shape, values};
  return writeSafetensors(tensors, {...metadata, format: 'pt', [LAYER_KEY]: JSON.stringify(config)});
}
