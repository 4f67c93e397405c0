import {NtmAccess} from './accesses/ntmAccess.js';
import {type NtmAccessArgs, ntmAccessOptions} from './accesses/ntmArgs.js';
import {createLayer, type LayerArgs} from './createLayer.js';
import type {MemoryAugmentedRNN} from './layer.js';

/** A Neural Turing Machine: its output, its controller, its memory and heads, and what every recurrent layer takes. */
export interface NtmArgs extends NtmAccessArgs, LayerArgs {}

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
  return createLayer<NtmAccessArgs>('ntm', args, ntmAccessOptions, (access) => new NtmAccess(access));
}
