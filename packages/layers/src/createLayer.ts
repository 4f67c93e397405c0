import {
  type ControllerArgs,
  mapOptions,
  refuseRecurrentOptions,
  type WeightOptions,
  weightOptionNames,
} from '@ntmjs/controllers';
import {layers} from '@tensorflow/tfjs-layers';
import type {MemoryAccess} from './access.js';
import {MemoryAugmentedCell} from './cell.js';
import {MemoryAugmentedRNN} from './layer.js';
import {type RecurrentArgs, requireLayerOptions, splitLayerArgs} from './recurrentArgs.js';

/** What every memory-augmented layer takes besides the options of its access. */
export interface LayerArgs extends WeightOptions, RecurrentArgs {
  /** The width of the output. */
  readonly units: number;
  /** The controller, in words or as any tfjs `RNNCell`. */
  readonly controller: ControllerArgs | layers.RNNCell;
  /** Bounds the elements of the controller's output and of the layer's to −outputClip … outputClip; not bounded by default. */
  readonly outputClip?: number | undefined;
  /**
   * Above 0: the controller sees nothing of its reads at first, and learns to see them, the more slowly the smaller this is; it sees
   * them as they are unless given. `MemoryAugmentedCell` has the equation.
   */
  readonly readGain?: number | undefined;
  /** Seed of the first weights; random unless given. */
  readonly seed?: number | undefined;
}

/**
 * A layer whose cell couples a controller to an access, from the options of both side by side.
 *
 * The options of weights (`kernelRegularizer`, …) are those of all of its kernels and biases; a controller in words may have
 * its own, and one that is an `RNNCell` has.
 *
 * @param name the function that the user called, for messages
 * @param accessOptions the names of the access' options
 * @param createAccess makes the access from them
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 */
export function createLayer<AccessArgs extends object>(
  name: string,
  args: AccessArgs & LayerArgs,
  accessOptions: readonly (keyof AccessArgs & string)[],
  createAccess: (args: AccessArgs) => MemoryAccess,
): MemoryAugmentedRNN {
  requireLayerOptions(name, args, [
    'units',
    'controller',
    'outputClip',
    'readGain',
    'seed',
    ...accessOptions,
    ...weightOptionNames,
  ]);
  const {recurrent, weights, rest} = splitLayerArgs(args);
  const {units, controller, outputClip, readGain, seed, ...accessArgs} = rest;
  const cell = new MemoryAugmentedCell({
    ...mapOptions(weights),
    units,
    controller: withWeightOptions(controller, weights),
    access: createAccess(accessArgs as unknown as AccessArgs),
    outputClip,
    readGain,
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
