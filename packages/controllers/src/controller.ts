import {
  ArgumentError,
  requireChoice,
  requireInteger,
  requireKeys,
  requirePositiveInteger,
  requireSameCopy,
} from '@ntmjs/arguments';
import {initializers, layers} from '@tensorflow/tfjs-layers';
import {requireLayers} from './depth.js';
import {FeedforwardCell} from './feedforwardCell.js';
import {ResetAfterGruCell} from './resetAfterGruCell.js';
import {StackedLstmCell} from './stackedLstmCell.js';
import {
  type ResolvedWeightOptions,
  resolveWeightOptions,
  type WeightOptions,
  weightOptionNames,
} from './weightOptions.js';

/** The types of controller that a config can name. */
export const controllerTypes = ['feedforward', 'lstm', 'gru', 'gruResetAfter'] as const;

export type ControllerType = (typeof controllerTypes)[number];

/** A controller config: type, size and weight options. */
export interface ControllerArgs extends WeightOptions {
  readonly type: ControllerType;
  /** Units of each layer. */
  readonly units: number;
  /** The number of stacked layers, at most 256. Defaults to 1. */
  readonly layers?: number | undefined;
}

/**
 * Creates the controller of a memory-augmented network, an RNN cell of TensorFlow.js.
 *
 * LSTM and GRU have σ gates, tanh elsewhere and glorot-uniform kernels; the bias of the LSTM's forget gate starts at 1. `gruResetAfter`
 * is PyTorch's GRU (`ResetAfterGruCell`), `gru` that of tfjs. The
 * feedforward controller is a tanh layer. Stacked LSTM layers each see the input too (`StackedLstmCell`); layers of the other types
 * see only the one below. Weight options apply to every layer; `feedforward`, `gruResetAfter` and stacked LSTM controllers reject
 * `recurrent…` options, since those of kernels apply to all their kernels.
 *
 * @param controller a config, or any `RNNCell`, which is returned unchanged
 * @param seed seed of the initial weights; defaults to a random one
 * @throws ArgumentError if it is neither, or if one of its arguments is out of range
 * @see Graves et al. 2014, section 3.4
 */
export function createController(controller: ControllerArgs | layers.RNNCell, seed?: number): layers.RNNCell {
  if (controller instanceof layers.RNNCell) return controller;
  requireSameCopy('controller', controller, 'layer', layers.Layer);
  if (typeof controller !== 'object' || controller === null || controller instanceof layers.Layer) {
    throw new ArgumentError(
      'controller',
      `an RNNCell or an object {type, units}${hintFor(controller)}`,
      controller,
    );
  }
  requireKeys('controller', controller, ['type', 'units', 'layers', ...weightOptionNames]);
  const type = requireChoice('controller.type', controller.type, controllerTypes);
  const units = requirePositiveInteger('controller.units', controller.units);
  const depth = requireLayers('controller.layers', controller.layers ?? 1);
  if (seed !== undefined) requireInteger('seed', seed);
  const options = resolveWeightOptions(controller, 'controller.');
  if (type === 'lstm' && depth > 1) return new StackedLstmCell({...options, units, layers: depth, seed});
  const cells = Array.from({length: depth}, (_, index) =>
    createCell(type, units, seed === undefined ? undefined : seed + 2 * index, options),
  );
  return depth === 1 ? cells[0]! : layers.stackedRNNCells({cells});
}

/** The controllers that layers of tfjs, by class, are mistaken for. */
const controllersFor = new Map([
  ['LSTM', 'tf.layers.lstmCell'],
  ['GRU', 'tf.layers.gruCell'],
  ['SimpleRNN', 'tf.layers.simpleRNNCell'],
  ['RNN', 'the cell that it is made of'],
  ['Dense', "{type: 'feedforward', units}"],
]);

function hintFor(controller: unknown): string {
  const meant = controller instanceof layers.Layer && controllersFor.get(controller.getClassName());
  return meant ? ` (did you mean ${meant}?)` : '';
}

/** One layer of a controller; it uses `seed` and `seed + 1`. */
function createCell(
  type: ControllerType,
  units: number,
  seed: number | undefined,
  options: ResolvedWeightOptions,
): layers.RNNCell {
  if (type === 'feedforward') return new FeedforwardCell({...options, units, seed});
  if (type === 'gruResetAfter') return new ResetAfterGruCell({...options, units, seed});
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
