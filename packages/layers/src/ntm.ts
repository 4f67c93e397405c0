import {
  type ControllerArgs,
  mapOptions,
  refuseRecurrentOptions,
  type WeightOptions,
  weightOptionNames,
} from '@ntmjs/controllers';
import {layers} from '@tensorflow/tfjs-layers';
import {NtmAccess} from './accesses/ntmAccess.js';
import {type NtmAccessArgs, ntmAccessOptions} from './accesses/ntmArgs.js';
import {MemoryAugmentedCell} from './cell.js';
import {MemoryAugmentedRNN} from './layer.js';
import {type RecurrentArgs, requireLayerOptions, splitLayerArgs} from './recurrentArgs.js';

/** A Neural Turing Machine: its output, its controller, its memory and heads, and what every recurrent layer takes. */
export interface NtmArgs extends NtmAccessArgs, WeightOptions, RecurrentArgs {
  /** The width of the output. */
  readonly units: number;
  /** The controller, in words or as any tfjs `RNNCell`. */
  readonly controller: ControllerArgs | layers.RNNCell;
  /** Seed of the first weights; random unless given. */
  readonly seed?: number | undefined;
}

/**
 * A Neural Turing Machine as a layer, used as `tf.layers.lstm` is: `[batch, time, inputs]` to `[batch, time, units]`
 * with `returnSequences`, else `[batch, units]`. Its output is linear: add an activation, or a loss that takes logits.
 *
 * The options of weights (`kernelRegularizer`, …) are those of all of its kernels and biases; a controller in words may have
 * its own, and one that is an `RNNCell` has.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Graves et al. 2014
 */
export function ntm(args: NtmArgs): MemoryAugmentedRNN {
  requireLayerOptions('ntm', args, [
    'units',
    'controller',
    'seed',
    ...ntmAccessOptions,
    ...weightOptionNames,
  ]);
  const {recurrent, weights, rest} = splitLayerArgs(args);
  const {units, controller, seed, ...accessArgs} = rest;
  const cell = new MemoryAugmentedCell({
    ...mapOptions(weights),
    units,
    controller: withWeightOptions(controller, weights),
    access: new NtmAccess(accessArgs),
    seed,
    startsFromZeros: false,
  });
  return new MemoryAugmentedRNN({...recurrent, cell});
}

/** A controller in words with the layer's options of weights, where it has none of its own. */
function withWeightOptions(
  controller: ControllerArgs | layers.RNNCell,
  weights: WeightOptions,
): ControllerArgs | layers.RNNCell {
  if (!(controller instanceof layers.RNNCell)) {
    return typeof controller === 'object' && controller !== null ? {...weights, ...controller} : controller;
  }
  refuseRecurrentOptions(weights, 'the controller is an RNNCell, which has its own');
  return controller;
}
