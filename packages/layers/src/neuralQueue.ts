import {type ContinuousAccessArgs, continuousAccessOptions} from './accesses/continuousArgs.js';
import {QueueAccess} from './accesses/queueAccess.js';
import {createLayer, type LayerArgs} from './createLayer.js';
import type {MemoryAugmentedRNN} from './layer.js';

/** A neural queue: its output, its controller, its memory, and what every recurrent layer takes. */
export interface NeuralQueueArgs extends ContinuousAccessArgs, LayerArgs {}

/**
 * A neural queue as a layer, used as `tf.layers.lstm` is: `[batch, time, inputs]` to `[batch, time, units]` with
 * `returnSequences`, else `[batch, units]`. Its output is linear: add an activation, or a loss that takes logits. Here it sees
 * what is read in the same step; the paper's sees only what was read the step before, and goes through a tanh.
 *
 * The options of weights (`kernelRegularizer`, …) are those of all of its kernels and biases; a controller in words may have
 * its own, and one that is an `RNNCell` has.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Grefenstette et al. 2015, section 3; `QueueAccess` says more
 */
export function neuralQueue(args: NeuralQueueArgs): MemoryAugmentedRNN {
  return createLayer<ContinuousAccessArgs>(
    'neuralQueue',
    args,
    continuousAccessOptions,
    (access) => new QueueAccess(access),
  );
}
