import {requireInstance, requireSameCopy} from '@ntmjs/arguments';
import {
  type ControllerArgs,
  mapOptions,
  refuseRecurrentOptions,
  type WeightOptions,
  weightOptionNames,
} from '@ntmjs/controllers';
import * as tf from '@tensorflow/tfjs-core';
import {layers} from '@tensorflow/tfjs-layers';
import type {MemoryAccess} from './access.js';
import {MemoryAugmentedCell} from './cell.js';
import {type FirstStateArgs, firstStateNames} from './firstStates.js';
import {InitialStateRNN} from './initialStateRNN.js';
import {type RecurrentArgs, requireLayerOptions, splitLayerArgs} from './recurrentArgs.js';

export interface MemoryAugmentedRNNArgs extends RecurrentArgs {
  /** A cell with `startsFromZeros: false`: the layer starts it from its initial state. */
  readonly cell: MemoryAugmentedCell;
}

/** A memory-augmented network as a layer; `memoryLayer` creates one. */
export class MemoryAugmentedRNN extends InitialStateRNN {
  static override readonly className = 'MemoryAugmentedRNN';
  declare readonly cell: MemoryAugmentedCell;

  /** @throws ArgumentError if the cell is not a `MemoryAugmentedCell` with `startsFromZeros: false` */
  constructor(args: MemoryAugmentedRNNArgs) {
    requireLayerOptions('MemoryAugmentedRNN', args, ['cell', 'unroll']);
    requireInstance('cell', args.cell, MemoryAugmentedCell, 'a MemoryAugmentedCell');
    super(args);
  }
}
tf.serialization.registerClass(MemoryAugmentedRNN);

/** The arguments of every memory-augmented layer besides its memory. */
export interface LayerArgs extends WeightOptions, RecurrentArgs, FirstStateArgs {
  /** The width of the output. */
  readonly units: number;
  /** The controller: a `{type, units, …}` config or any tfjs `RNNCell`. */
  readonly controller: ControllerArgs | layers.RNNCell;
  /** Bounds the elements of the controller's output and of the layer's to [−outputClip, outputClip]. Defaults to no bound. */
  readonly outputClip?: number | undefined;
  /**
   * Scales a learned gain, initially 0, on the reads that the controller sees: it learns to use its reads gradually, the more slowly
   * the smaller this is. Above 0; by default the controller sees its reads unchanged. `MemoryAugmentedCell` has the equation.
   */
  readonly readGain?: number | undefined;
  /** Bounds the norm of the gradient that flows from the controller back into the reads of the step before. Defaults to no bound. */
  readonly readClip?: number | undefined;
  /** Seed of the initial weights. Defaults to a random one. */
  readonly seed?: number | undefined;
}

const layerOptions = [
  'units',
  'controller',
  'outputClip',
  'readGain',
  'readClip',
  ...firstStateNames,
  'seed',
  ...weightOptionNames,
] as const;

export interface MemoryLayerArgs extends LayerArgs {
  /** The memory and how it is read and written: an instance of a `MemoryAccess` of your own, or of this package. */
  readonly access: MemoryAccess;
}

/**
 * A memory-augmented network as a layer, from any access. It is used as `tf.layers.lstm` is: `[batch, time, inputs]` to
 * `[batch, time, units]` with `returnSequences`, else `[batch, units]`. The output is linear: add an activation, or use a loss that
 * takes logits. `MemoryAugmentedCell` has the equations.
 *
 * The weight options (`kernelRegularizer`, …) apply to all kernels and biases of the layer. A controller config may override them;
 * a controller that is an `RNNCell` has its own.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range, or `access` is not a `MemoryAccess` with valid
 *   sizes and shapes
 */
export function memoryLayer(args: MemoryLayerArgs): MemoryAugmentedRNN {
  requireLayerOptions('memoryLayer', args, [...layerOptions, 'access']);
  const {recurrent, weights, rest} = splitLayerArgs(args);
  const cell = new MemoryAugmentedCell({
    ...mapOptions(weights),
    ...rest,
    controller: withWeightOptions(rest.controller, weights),
    startsFromZeros: false,
  });
  return new MemoryAugmentedRNN({...recurrent, cell});
}

/**
 * `memoryLayer` for an architecture whose arguments are those of the layer and of its access side by side.
 *
 * @param name the function that the user called, for messages
 * @param accessOptions the names of the access' arguments
 * @param createAccess creates the access from them
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 */
export function createLayer<AccessArgs extends object>(
  name: string,
  args: AccessArgs & LayerArgs,
  accessOptions: readonly (keyof AccessArgs & string)[],
  createAccess: (args: AccessArgs) => MemoryAccess,
): MemoryAugmentedRNN {
  requireLayerOptions(name, args, [...layerOptions, ...accessOptions]);
  const isOfAccess = ([option]: [string, unknown]) => (accessOptions as readonly string[]).includes(option);
  const entries = Object.entries(args);
  const accessArgs = Object.fromEntries(entries.filter(isOfAccess)) as AccessArgs;
  const layerArgs = Object.fromEntries(entries.filter((entry) => !isOfAccess(entry))) as LayerArgs;
  return memoryLayer({...layerArgs, access: createAccess(accessArgs)});
}

/** A controller config with the layer's weight options, where it does not have its own. */
function withWeightOptions(
  controller: ControllerArgs | layers.RNNCell,
  weights: WeightOptions,
): ControllerArgs | layers.RNNCell {
  requireSameCopy('controller', controller, 'layer', layers.Layer);
  const isObject = typeof controller === 'object' && controller !== null;
  if (!(controller instanceof layers.Layer)) return isObject ? {...weights, ...controller} : controller;
  refuseRecurrentOptions(weights, 'the controller is an RNNCell, which has its own');
  return controller;
}
