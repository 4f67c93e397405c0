import {ArgumentError, requireInstance, requireSameCopy} from '@ntmjs/arguments';
import {type InitialStateRNN, LstmBaselineCell, type MemoryAccess, MemoryAugmentedCell} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {LayersModel, type LayerVariable, layers, RNN} from '@tensorflow/tfjs-layers';
import {controllerOf, lstmLayers} from './controller.js';
import {kernelPart, type NamedShape, type Part, samePart} from './part.js';
import {weightsByName} from './weightsByName.js';

/** The configuration of a layer in a file. */
export type LayerConfig = Readonly<Record<string, unknown>>;

/** A layer as a file has it. */
export interface LayerDescription {
  /** All that a program must know to compute the same with the tensors, as JSON. */
  readonly config: LayerConfig;
  /** A saved configuration with the defaults of what it does not have, such as one of an older version. */
  readonly complete: (saved: LayerConfig) => LayerConfig;
  /** Its weights. */
  readonly parts: readonly Part[];
  /** Numbers that are drawn once and are no weights: the random contents of a memory. */
  readonly constants: readonly (NamedShape & {readonly values: Float32Array})[];
}

/**
 * Describes a layer of `@ntmjs/layers`, or the one of a model.
 *
 * @param model a built layer, or a model of which no other layer has weights
 * @throws ArgumentError if it is neither
 */
export function describeLayer(model: LayersModel | RNN): LayerDescription {
  const layer = soleLayer(model);
  const {cell, goBackwards} = layer;
  const described =
    cell instanceof MemoryAugmentedCell ? memoryCell(cell) : lstmBaseline(cell as LstmBaselineCell);
  const common = {
    cell: cell.getClassName(),
    inputs: layer.inputSpec[0]!.shape!.at(-1),
    ...(goBackwards && {goBackwards}),
  };
  return {...described, config: JSON.parse(JSON.stringify({...common, ...described.config}))};
}

/** The layer that is exported or imported. */
function soleLayer(model: LayersModel | RNN): InitialStateRNN {
  requireSameCopy('model', model, 'layer', layers.Layer);
  requireInstance('model', model, layers.Layer, 'a model or a layer of @ntmjs/layers');
  const found =
    model instanceof LayersModel ? model.layers.filter(({weights}) => weights.length > 0) : [model];
  const [layer] = found;
  if (found.length !== 1 || !(layer instanceof RNN) || !isOfKnownCell(layer)) {
    const expected = 'a layer of @ntmjs/layers, or a model in which no other layer has weights';
    throw new ArgumentError('model', expected, model);
  }
  if (layer.weights.length === 0) throw new ArgumentError('model', 'a layer that was built', model);
  return layer as InitialStateRNN;
}

function isOfKnownCell({cell}: RNN): boolean {
  return cell instanceof MemoryAugmentedCell || cell instanceof LstmBaselineCell;
}

function memoryCell(cell: MemoryAugmentedCell): LayerDescription {
  const {units, access, outputClip, readGain, readClip, firstReads, firstControllerState} = cell;
  const {config, parts, states} = controllerOf(cell.controller);
  const ofController = new Set(cell.controller.weights);
  const weights = weightsByName(cell.weights.filter((weight) => !ofController.has(weight)));
  return {
    config: {
      ...{units, controller: config, access: accessConfig(access)},
      ...{outputClip, readGain, readClip},
      ...(firstReads === 'learned' && {firstReads}),
      ...(firstControllerState === 'learned' && {firstControllerState}),
    },
    complete: (saved) => ({...saved, access: completeAccess(access, saved.access)}),
    parts: [
      ...parts,
      ...densePart('interface', weights, 'emission'),
      ...densePart('output', weights, 'output'),
      ...(readGain === undefined ? [] : [samePart('read_gains', weights('read_gains'))]),
      ...(firstReads === 'learned' ? [samePart('initial_reads', weights('initial_reads'))] : []),
      ...(firstControllerState === 'learned' ? initialStates(states, config.layers, weights) : []),
      ...Object.keys(access.weightSpecs).map((name) => samePart(`access.${name}`, weights(name))),
    ],
    constants: randomContents(cell),
  };
}

/** The class of an access and its arguments, without those that are null, which stands for none. */
function accessConfig(access: MemoryAccess): LayerConfig {
  const given = Object.entries(access.getConfig()).filter(([, value]) => value !== null);
  return JSON.parse(JSON.stringify({class: access.getClassName(), ...Object.fromEntries(given)}));
}

/** A saved config of an access with the defaults of its class. */
function completeAccess(access: MemoryAccess, saved: unknown): unknown {
  const {class: className, ...args} = Object(saved) as LayerConfig;
  if (className !== access.getClassName()) return saved;
  return accessConfig(new (access.constructor as new (args: object) => MemoryAccess)(args));
}

/** A map, as the weights of a PyTorch `Linear`. */
function densePart(name: string, weights: (stored: string) => LayerVariable, stored: string): Part[] {
  return [
    kernelPart(`${name}.weight`, weights(`${stored}_kernel`)),
    samePart(`${name}.bias`, weights(`${stored}_bias`)),
  ];
}

/** The learned first states of a controller, which the cell numbers from the top layer down. */
function initialStates(
  states: readonly string[],
  count: number,
  weights: (stored: string) => LayerVariable,
): Part[] {
  return Array.from({length: count * states.length}, (_, index) => {
    const layer = count - 1 - Math.floor(index / states.length);
    const name = `initial_${states[index % states.length]}.${layer}`;
    return samePart(name, weights(`initial_controller_state_${index}`));
  });
}

/** The contents of a memory that are drawn from a seed, which no other program draws. */
function randomContents(cell: MemoryAugmentedCell): LayerDescription['constants'] {
  const {memory} = cell.access.getConfig() as {memory?: {contents?: unknown}};
  if (memory?.contents !== 'random') return [];
  return tf.tidy(() => {
    const contents = cell.unpackState(cell.initialState(1)).access.memory!;
    const [, ...shape] = contents.shape;
    return [{name: 'access.memory_contents', shape, values: contents.dataSync() as Float32Array}];
  });
}

function lstmBaseline(cell: LstmBaselineCell): LayerDescription {
  const {units, hiddenUnits, layers} = cell;
  const weights = weightsByName(cell.weights);
  const initial = (state: string) =>
    Array.from({length: layers}, (_, layer) =>
      samePart(`initial_${state}.${layer}`, weights(`lstm${layer}_initial_${state}`)),
    );
  return {
    config: {units, hiddenUnits, layers},
    complete: (saved) => saved,
    parts: [
      ...lstmLayers('lstm', weights, hiddenUnits, layers),
      ...densePart('output', weights, 'output'),
      ...initial('hidden'),
      ...initial('cell'),
    ],
    constants: [],
  };
}
