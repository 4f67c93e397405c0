import {DncAccess} from './accesses/dncAccess.js';
import {type DncAccessArgs, dncAccessOptions} from './accesses/dncArgs.js';
import {createLayer, type LayerArgs} from './createLayer.js';
import type {MemoryAugmentedRNN} from './layer.js';

/** A Differentiable Neural Computer: its output, its controller, its memory and heads, and what every recurrent layer takes. */
export interface DncArgs extends DncAccessArgs, LayerArgs {}

/**
 * A Differentiable Neural Computer as a layer, used as `tf.layers.lstm` is: `[batch, time, inputs]` to `[batch, time, units]`
 * with `returnSequences`, else `[batch, units]`. Its output is linear: add an activation, or a loss that takes logits.
 *
 * A step costs time and memory in proportion to rows × rows for each write head.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Graves et al. 2016
 */
export function dnc(args: DncArgs): MemoryAugmentedRNN {
  return createLayer<DncAccessArgs>('dnc', args, dncAccessOptions, (access) => new DncAccess(access));
}
