import {ArgumentError} from '@ntmjs/arguments';
import {type ControllerType, type FeedforwardCell, StackedLstmCell, withInnerCells} from '@ntmjs/controllers';
import type {LayerVariable, layers} from '@tensorflow/tfjs-layers';
import {doubleBiasPart, gateBiasPart, joinedKernelPart, kernelPart, type Part, samePart} from './part.js';
import {weightsByName} from './weightsByName.js';

/** What a PyTorch program must know of a controller. */
interface ControllerConfig {
  readonly type: ControllerType;
  /** Units of each layer. */
  readonly units: number;
  readonly layers: number;
  /** Of feedforward layers, if it is not tanh. */
  readonly activation?: string;
}

/** A controller as a file has it. */
export interface Controller {
  readonly config: ControllerConfig;
  readonly parts: readonly Part[];
  /** The states of each layer, in the order of the layer's states from the top layer down. */
  readonly states: readonly ('hidden' | 'cell')[];
}

/** The gates of PyTorch's GRU, r z n, as indices of tfjs', z r h. */
const GRU_ORDER = [1, 0, 2];

/**
 * The weights of a controller as tensors: `controller.0.weight_ih`, …, layer by layer from below.
 *
 * @throws ArgumentError if it is none that `createController` makes from a config
 */
export function controllerOf(controller: layers.RNNCell): Controller {
  if (controller instanceof StackedLstmCell) return stackedLstm(controller);
  const [, ...inner] = withInnerCells(controller);
  const cells = inner.length === 0 ? [controller] : inner;
  const all = cells.map((cell, index) => layerOf(cell, `controller.${index}`));
  const [first] = all as [Controller];
  const isOfOne = all.every(({config}) => JSON.stringify(config) === JSON.stringify(first.config));
  // tfjs stacks LSTM layers without the connections from the input to each, which `StackedLstmCell` has.
  if (!isOfOne || (all.length > 1 && first.config.type === 'lstm')) throw unknown(controller);
  return {
    config: {...first.config, layers: cells.length},
    parts: all.flatMap(({parts}) => parts),
    states: first.states,
  };
}

function unknown(controller: layers.RNNCell): ArgumentError {
  const expected = 'one that a config {type, units, layers} makes, to be exported or imported';
  return new ArgumentError('controller', expected, controller);
}

/** One layer of a controller. */
function layerOf(cell: layers.RNNCell, name: string): Controller {
  const weights = weightsByName(cell.weights);
  const [units] = [cell.stateSize].flat() as [number];
  switch (cell.getClassName()) {
    case 'FeedforwardCell': {
      const {activation} = cell as FeedforwardCell;
      return {
        config: {type: 'feedforward', units, layers: 1, ...(activation !== 'tanh' && {activation})},
        parts: [kernelPart(`${name}.weight`, weights('kernel')), samePart(`${name}.bias`, weights('bias'))],
        states: [],
      };
    }
    case 'LSTMCell':
      requireUsual(cell);
      return {
        config: {type: 'lstm', units, layers: 1},
        parts: [
          kernelPart(`${name}.weight_ih`, weights('kernel')),
          kernelPart(`${name}.weight_hh`, weights('recurrent_kernel')),
          doubleBiasPart(name, weights('bias')),
        ],
        states: ['hidden', 'cell'],
      };
    case 'GRUCell':
      requireUsual(cell);
      return {
        config: {type: 'gru', units, layers: 1},
        parts: [
          kernelPart(`${name}.weight_ih`, weights('kernel'), GRU_ORDER),
          kernelPart(`${name}.weight_hh`, weights('recurrent_kernel'), GRU_ORDER),
          gateBiasPart(`${name}.bias`, weights('bias'), GRU_ORDER),
        ],
        states: ['hidden'],
      };
    case 'ResetAfterGruCell':
      return {
        config: {type: 'gruResetAfter', units, layers: 1},
        parts: [
          kernelPart(`${name}.weight_ih`, weights('kernel')),
          kernelPart(`${name}.weight_hh`, weights('hidden_kernel')),
          samePart(`${name}.bias_ih`, weights('bias')),
          samePart(`${name}.bias_hh`, weights('hidden_bias')),
        ],
        states: ['hidden'],
      };
    default:
      throw unknown(cell);
  }
}

/** Checks that a cell of tfjs has the activations that controllers have, which the file does not hold. */
function requireUsual(cell: layers.RNNCell): void {
  const config = cell.getConfig();
  const usual = {activation: 'tanh', recurrentActivation: 'sigmoid', useBias: true};
  for (const [option, value] of Object.entries(usual)) {
    if (config[option] === value) continue;
    throw new ArgumentError(`controller.${option}`, `${value}, to be exported or imported`, config[option]);
  }
}

function stackedLstm({weights, units, layers}: StackedLstmCell): Controller {
  return {
    config: {type: 'lstm', units, layers},
    parts: lstmLayers('controller', weightsByName(weights), units, layers),
    states: ['hidden', 'cell'],
  };
}

/** LSTM layers that each see the input too, whose kernels see the hidden state with it. */
export function lstmLayers(
  prefix: string,
  weights: (name: string) => LayerVariable,
  units: number,
  count: number,
): Part[] {
  return Array.from({length: count}, (_, layer) => [
    joinedKernelPart(`${prefix}.${layer}`, weights(`lstm${layer}_kernel`), units),
    doubleBiasPart(`${prefix}.${layer}`, weights(`lstm${layer}_bias`)),
  ]).flat();
}
