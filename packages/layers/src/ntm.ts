import type {ControllerArgs} from '@ntmjs/controllers';
import type {layers} from '@tensorflow/tfjs-layers';
import {NtmAccess} from './accesses/ntmAccess.js';
import {type NtmAccessArgs, ntmAccessOptions} from './accesses/ntmArgs.js';
import {MemoryAugmentedCell} from './cell.js';
import {MemoryAugmentedRNN} from './layer.js';
import {type RecurrentArgs, requireLayerOptions, splitRecurrentArgs} from './recurrentArgs.js';

/** A Neural Turing Machine: its output, its controller, its memory and heads, and what every recurrent layer takes. */
export interface NtmArgs extends NtmAccessArgs, RecurrentArgs {
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
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Graves et al. 2014
 */
export function ntm(args: NtmArgs): MemoryAugmentedRNN {
  requireLayerOptions('ntm', args, ['units', 'controller', 'seed', ...ntmAccessOptions]);
  const {recurrent, rest} = splitRecurrentArgs(args);
  const {units, controller, seed, ...accessArgs} = rest;
  const access = new NtmAccess(accessArgs);
  const cell = new MemoryAugmentedCell({units, controller, access, seed, startsFromZeros: false});
  return new MemoryAugmentedRNN({...recurrent, cell});
}
