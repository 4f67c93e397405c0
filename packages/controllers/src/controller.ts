import {
  ArgumentError,
  requireChoice,
  requireInteger,
  requireKeys,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import {initializers, layers} from '@tensorflow/tfjs-layers';
import {FeedforwardCell} from './feedforwardCell.js';
import {StackedLstmCell} from './stackedLstmCell.js';
import {
  type ResolvedWeightOptions,
  resolveWeightOptions,
  type WeightOptions,
  weightOptionNames,
} from './weightOptions.js';

/** The kinds of controller that can be asked for by name. */
export const controllerTypes = ['feedforward', 'lstm', 'gru'] as const;

export type ControllerType = (typeof controllerTypes)[number];

/** A controller in words: its kind, its size, and the options of its weights. */
export interface ControllerArgs extends WeightOptions {
  readonly type: ControllerType;
  /** How many units a layer. */
  readonly units: number;
  /** How many such layers on top of each other; 1 unless said otherwise. */
  readonly layers?: number | undefined;
}

/**
 * The controller of a memory-augmented network: an RNN cell of TensorFlow.js.
 *
 * LSTM and GRU have σ gates, tanh elsewhere, glorot-uniform kernels, and the LSTM a forget gate that starts at +1; the
 * feedforward controller is a tanh layer. Of several LSTM layers each sees the input too (`StackedLstmCell`); other layers
 * see only the one below. Options of weights apply to every layer; where one kernel sees input and state side by side
 * (`feedforward`, several LSTM layers) there is none that `recurrent…` options could apply to.
 *
 * @param controller the controller in words, or any `RNNCell`, which is returned as it is
 * @param seed seed of the first weights; random unless given
 * @throws ArgumentError if it is neither, or if one of its arguments is out of range
 * @see Graves et al. 2014, section 3.4
 */
export function createController(controller: ControllerArgs | layers.RNNCell, seed?: number): layers.RNNCell {
  if (controller instanceof layers.RNNCell) return controller;
  if (typeof controller !== 'object' || controller === null) {
    throw new ArgumentError('controller', 'an RNNCell or an object {type, units}', controller);
  }
  requireKeys('controller', controller, ['type', 'units', 'layers', ...weightOptionNames]);
  const type = requireChoice('controller.type', controller.type, controllerTypes);
  const units = requirePositiveInteger('controller.units', controller.units);
  const depth = requirePositiveInteger('controller.layers', controller.layers ?? 1);
  if (seed !== undefined) requireInteger('seed', seed);
  const options = resolveWeightOptions(controller, 'controller.');
  if (type === 'lstm' && depth > 1) return new StackedLstmCell({...options, units, layers: depth, seed});
  const cells = Array.from({length: depth}, (_, index) =>
    createCell(type, units, seed === undefined ? undefined : seed + 2 * index, options),
  );
  return depth === 1 ? cells[0]! : layers.stackedRNNCells({cells});
}

/** One layer of a controller; it takes the seed and the one after it. */
function createCell(
  type: ControllerType,
  units: number,
  seed: number | undefined,
  options: ResolvedWeightOptions,
): layers.RNNCell {
  if (type === 'feedforward') return new FeedforwardCell({...options, units, seed});
  const args = {
    kernelInitializer: initializers.glorotUniform({seed: seed as number}),
    recurrentInitializer: initializers.glorotUniform({
      seed: (seed === undefined ? seed : seed + 1) as number,
    }),
    ...options,
    units,
    recurrentActivation: 'sigmoid' as const,
  };
  return type === 'lstm' ? layers.lstmCell({...args, unitForgetBias: true}) : layers.gruCell(args);
}
