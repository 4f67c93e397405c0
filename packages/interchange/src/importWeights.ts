import {ArgumentError, show} from '@ntmjs/arguments';
import {firstDifference} from '@ntmjs/arguments/files';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel, RNN} from '@tensorflow/tfjs-layers';
import {describeLayer, type LayerConfig, type LayerDescription} from './layer/describeLayer.js';
import {arrayOperations} from './layer/matrices.js';
import type {NamedShape} from './layer/part.js';
import {
  type ReadSafetensorsArgs,
  readSafetensors,
  requireFile,
  type Safetensors,
} from './safetensors/readSafetensors.js';
import {configIn, LAYER_KEY} from './weightsConfig.js';

/**
 * Sets the weights of a layer to those of a safetensors file, as `exportWeights` or a PyTorch program wrote it.
 *
 * All is checked before a weight changes: that the file has each tensor of the layer, no other, all of the right shape and all
 * finite; and, if its `__metadata__` holds a configuration, that it is the layer's, but for what only training needs. Of a file
 * without one, names and shapes alone are compared.
 *
 * @param model a built layer of `@ntmjs/layers`, or a model in which no other layer has weights
 * @param bytes of the file
 * @throws ArgumentError that names the file, and each tensor that is missing, unknown or of another shape, or the argument of the layer
 *   that differs
 */
export function importWeights(
  model: LayersModel | RNN,
  bytes: Uint8Array,
  args: ReadSafetensorsArgs = {},
): void {
  const file = requireFile('importWeights', args);
  const layer = describeLayer(model);
  const saved = readSafetensors(bytes, {file});
  requireConfig(file, layer, saved);
  requireTensors(file, layer, saved.tensors);
  requireFinite(file, saved.tensors);
  requireConstants(file, layer, saved.tensors);
  for (const {weight, tensors, join} of layer.parts) {
    const {values} = join(
      arrayOperations,
      tensors.map(({name}) => saved.tensors[name]!),
    );
    tf.tidy(() => void weight.write(tf.tensor(values, weight.shape as number[])));
  }
}

/** The most faults that a message lists. */
const MOST_FAULTS = 20;

function requireTensors(
  file: string,
  {parts, constants}: LayerDescription,
  saved: Safetensors['tensors'],
): void {
  const known = new Map<string, NamedShape>(
    [...parts.flatMap(({tensors}) => tensors), ...constants].map((tensor) => [tensor.name, tensor]),
  );
  const text = (shape: readonly number[]) => `[${shape.join(', ')}]`;
  const missing = [...known.values()]
    .filter(({name}) => !Object.hasOwn(saved, name))
    .map(({name, shape}) => `${name} ${text(shape)} is missing`);
  const unknown = Object.keys(saved)
    .filter((name) => !known.has(name))
    .map((name) => `${name} ${text(saved[name]!.shape)} is unknown`);
  const different = [...known.values()]
    .filter(({name, shape}) => Object.hasOwn(saved, name) && text(saved[name]!.shape) !== text(shape))
    .map(({name, shape}) => `${name} is ${text(saved[name]!.shape)}, not ${text(shape)}`);
  const faults = [...missing, ...unknown, ...different];
  if (faults.length === 0) return;
  const others = faults.length > MOST_FAULTS ? [`and ${faults.length - MOST_FAULTS} others`] : [];
  const listed = [...faults.slice(0, MOST_FAULTS), ...others].join('; ');
  throw new ArgumentError(file, 'the weights of this layer', Object.keys(saved), `: ${listed}`);
}

/** What has no effect on the outputs of a layer whose weights are set. */
const OF_TRAINING = ['firstBiases', 'weightingClip', 'readClip', 'deviation', 'seed'];

function requireConfig(file: string, {config, complete}: LayerDescription, {metadata}: Safetensors): void {
  const saved = configIn(file, metadata);
  if (saved === undefined) return;
  const difference = firstDifference(ofOutputs(config), ofOutputs(completed(file, saved, complete)));
  if (difference === undefined) return;
  const {path, one, other} = difference;
  throw new ArgumentError(`${file}: ${LAYER_KEY}.${path.join('.')}`, `${show(one)}, as in the layer`, other);
}

/** Completes a saved configuration; its mistakes are named as they are in the file. */
function completed(file: string, saved: LayerConfig, complete: LayerDescription['complete']): LayerConfig {
  try {
    return complete(saved);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const {argument, expected, actual, hint} = error;
    throw new ArgumentError(`${file}: ${LAYER_KEY}.access.${argument}`, expected, actual, hint);
  }
}

function ofOutputs(config: unknown): unknown {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return config;
  const entries = Object.entries(config).filter(([key]) => !OF_TRAINING.includes(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, ofOutputs(value)]));
}

function requireFinite(file: string, tensors: Safetensors['tensors']): void {
  for (const [name, {values}] of Object.entries(tensors)) {
    const index = values.findIndex((value) => !Number.isFinite(value));
    if (index >= 0) throw new ArgumentError(`${file}: ${name}[${index}]`, 'a finite number', values[index]);
  }
}

/** What the layer draws from a seed cannot be set. */
function requireConstants(
  file: string,
  {constants}: LayerDescription,
  tensors: Safetensors['tensors'],
): void {
  for (const {name, values} of constants) {
    const saved = tensors[name]!.values;
    const index = values.findIndex((value, at) => value !== saved[at]);
    if (index < 0) continue;
    const expected = `${values[index]}, which the layer draws from its seed: contents that are 'learned' can be set`;
    throw new ArgumentError(`${file}: ${name}[${index}]`, expected, saved[index]);
  }
}
