import {MannAccess} from './accesses/mannAccess.js';
import {type MannAccessArgs, mannAccessOptions} from './accesses/mannArgs.js';
import {createLayer, type LayerArgs} from './createLayer.js';
import type {MemoryAugmentedRNN} from './layer.js';

/** A memory-augmented neural network: its output, its controller, its memory and heads, and what every recurrent layer takes. */
export interface MannArgs extends MannAccessArgs, LayerArgs {}

/**
 * The memory-augmented neural network with least recently used access as a layer, used as `tf.layers.lstm` is: `[batch,
 * time, inputs]` to `[batch, time, units]` with `returnSequences`, else `[batch, units]`. Its output is linear: add an
 * activation, or a loss that takes logits.
 *
 * The options of weights (`kernelRegularizer`, …) are those of all of its kernels and biases; a controller in words may have
 * its own, and one that is an `RNNCell` has.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Santoro et al. 2016; `MannAccess` has the equations
 */
export function mann(args: MannArgs): MemoryAugmentedRNN {
  return createLayer<MannAccessArgs>('mann', args, mannAccessOptions, (access) => new MannAccess(access));
}
