import {type ContinuousAccessArgs, continuousAccessOptions} from './accesses/continuousAccess.js';
import {DncAccess} from './accesses/dncAccess.js';
import {type DncAccessArgs, dncAccessOptions} from './accesses/dncInterface.js';
import {MannAccess, type MannAccessArgs, mannAccessOptions} from './accesses/mannAccess.js';
import {NtmAccess, type NtmAccessArgs, ntmAccessOptions} from './accesses/ntmAccess.js';
import {DequeAccess, QueueAccess, StackAccess} from './accesses/stackQueueDeque.js';
import {createLayer, type LayerArgs, type MemoryAugmentedRNN} from './layer.js';

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

/** A neural stack: its output, its controller, its memory, and what every recurrent layer takes. */
export interface NeuralStackArgs extends ContinuousAccessArgs, LayerArgs {}

/**
 * A neural stack as a layer, used as `tf.layers.lstm` is: `[batch, time, inputs]` to `[batch, time, units]` with
 * `returnSequences`, else `[batch, units]`. Its output is linear: add an activation, or a loss that takes logits. Here it sees
 * what is read in the same step; the paper's sees only what was read the step before, and goes through a tanh.
 *
 * The options of weights (`kernelRegularizer`, …) are those of all of its kernels and biases; a controller in words may have
 * its own, and one that is an `RNNCell` has.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Grefenstette et al. 2015, section 3; `StackAccess` says more
 */
export function neuralStack(args: NeuralStackArgs): MemoryAugmentedRNN {
  return createLayer<ContinuousAccessArgs>(
    'neuralStack',
    args,
    continuousAccessOptions,
    (access) => new StackAccess(access),
  );
}

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

/** A neural deque: its output, its controller, its memory, and what every recurrent layer takes. */
export interface NeuralDequeArgs extends ContinuousAccessArgs, LayerArgs {}

/**
 * A neural deque as a layer, used as `tf.layers.lstm` is: `[batch, time, inputs]` to `[batch, time, units]` with
 * `returnSequences`, else `[batch, units]`. Its output is linear: add an activation, or a loss that takes logits. Here it sees
 * what is read in the same step; the paper's sees only what was read the step before, and goes through a tanh.
 *
 * The options of weights (`kernelRegularizer`, …) are those of all of its kernels and biases; a controller in words may have
 * its own, and one that is an `RNNCell` has.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Grefenstette et al. 2015, section 3; `DequeAccess` says more
 */
export function neuralDeque(args: NeuralDequeArgs): MemoryAugmentedRNN {
  return createLayer<ContinuousAccessArgs>(
    'neuralDeque',
    args,
    continuousAccessOptions,
    (access) => new DequeAccess(access),
  );
}
