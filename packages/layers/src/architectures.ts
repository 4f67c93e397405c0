import {
  AttentionAccess,
  type AttentionAccessArgs,
  attentionAccessOptions,
} from './accesses/attentionAccess.js';
import {type ContinuousAccessArgs, continuousAccessOptions} from './accesses/continuousAccess.js';
import {DeltaAccess, type DeltaAccessArgs, deltaAccessOptions} from './accesses/deltaAccess.js';
import {DncAccess} from './accesses/dncAccess.js';
import {type DncAccessArgs, dncAccessOptions} from './accesses/dncInterface.js';
import {MannAccess, type MannAccessArgs, mannAccessOptions} from './accesses/mannAccess.js';
import {NtmAccess, type NtmAccessArgs, ntmAccessOptions} from './accesses/ntmAccess.js';
import {SamAccess} from './accesses/samAccess.js';
import {type SamAccessArgs, samAccessOptions} from './accesses/samInterface.js';
import {SdncAccess} from './accesses/sdncAccess.js';
import {type SdncAccessArgs, sdncAccessOptions} from './accesses/sdncInterface.js';
import {DequeAccess, QueueAccess, StackAccess} from './accesses/stackQueueDeque.js';
import {createLayer, type LayerArgs, type MemoryAugmentedRNN} from './layer.js';

/** The arguments of `ntm`: those of its memory and heads, and those of every memory-augmented layer. */
export interface NtmArgs extends NtmAccessArgs, LayerArgs {}

/**
 * A Neural Turing Machine as a layer: `memoryLayer` with an `NtmAccess`.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Graves et al. 2014
 */
export function ntm(args: NtmArgs): MemoryAugmentedRNN {
  return createLayer<NtmAccessArgs>('ntm', args, ntmAccessOptions, (access) => new NtmAccess(access));
}

/** The arguments of `dnc`: those of its memory and heads, and those of every memory-augmented layer. */
export interface DncArgs extends DncAccessArgs, LayerArgs {}

/**
 * A Differentiable Neural Computer as a layer: `memoryLayer` with a `DncAccess`.
 *
 * The time and memory of a step grow with rows² for each write head.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Graves et al. 2016
 */
export function dnc(args: DncArgs): MemoryAugmentedRNN {
  return createLayer<DncAccessArgs>('dnc', args, dncAccessOptions, (access) => new DncAccess(access));
}

/** The arguments of `mann`: those of its memory and heads, and those of every memory-augmented layer. */
export interface MannArgs extends MannAccessArgs, LayerArgs {}

/**
 * A memory-augmented neural network with least recently used access as a layer: `memoryLayer` with a `MannAccess`.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Santoro et al. 2016; `MannAccess` has the equations
 */
export function mann(args: MannArgs): MemoryAugmentedRNN {
  return createLayer<MannAccessArgs>('mann', args, mannAccessOptions, (access) => new MannAccess(access));
}

/** The arguments of `sam`: those of its memory and heads, and those of every memory-augmented layer. */
export interface SamArgs extends SamAccessArgs, LayerArgs {}

/**
 * Sparse Access Memory as a layer: `memoryLayer` with a `SamAccess`.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Rae et al. 2016; `SamAccess` has the equations
 */
export function sam(args: SamArgs): MemoryAugmentedRNN {
  return createLayer<SamAccessArgs>('sam', args, samAccessOptions, (access) => new SamAccess(access));
}

/** The arguments of `sdnc`: those of its memory and heads, and those of every memory-augmented layer. */
export interface SdncArgs extends SdncAccessArgs, LayerArgs {}

/**
 * A Sparse Differentiable Neural Computer as a layer: `memoryLayer` with an `SdncAccess`.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Rae et al. 2016; `SdncAccess` has the equations
 */
export function sdnc(args: SdncArgs): MemoryAugmentedRNN {
  return createLayer<SdncAccessArgs>('sdnc', args, sdncAccessOptions, (access) => new SdncAccess(access));
}

/** The arguments of `delta`: those of its memory and heads, and those of every memory-augmented layer. */
export interface DeltaArgs extends DeltaAccessArgs, LayerArgs {}

/**
 * A network with a matrix memory, written by the delta rule, as a layer: `memoryLayer` with a `DeltaAccess`.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Schlag et al. 2021, Yang et al. 2024; `DeltaAccess` has the equations
 */
export function delta(args: DeltaArgs): MemoryAugmentedRNN {
  return createLayer<DeltaAccessArgs>('delta', args, deltaAccessOptions, (access) => new DeltaAccess(access));
}

/** The arguments of `attention`: those of its memory and heads, and those of every memory-augmented layer. */
export interface AttentionArgs extends AttentionAccessArgs, LayerArgs {}

/**
 * Attention over the last steps as a layer, with `blocks` a causal Transformer: `memoryLayer` with an `AttentionAccess`.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Vaswani et al. 2017; `AttentionAccess` has the equations
 */
export function attention(args: AttentionArgs): MemoryAugmentedRNN {
  return createLayer<AttentionAccessArgs>(
    'attention',
    args,
    attentionAccessOptions,
    (access) => new AttentionAccess(access),
  );
}

/** The arguments of `neuralStack`: those of its memory, and those of every memory-augmented layer. */
export interface NeuralStackArgs extends ContinuousAccessArgs, LayerArgs {}

/**
 * A neural stack as a layer: `memoryLayer` with a `StackAccess`. The output is linear and sees the reads of the same step; the
 * paper's sees those of the previous step, through a tanh.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Grefenstette et al. 2015, section 3; `StackAccess` has the details
 */
export function neuralStack(args: NeuralStackArgs): MemoryAugmentedRNN {
  return createLayer<ContinuousAccessArgs>(
    'neuralStack',
    args,
    continuousAccessOptions,
    (access) => new StackAccess(access),
  );
}

/** The arguments of `neuralQueue`: those of its memory, and those of every memory-augmented layer. */
export interface NeuralQueueArgs extends ContinuousAccessArgs, LayerArgs {}

/**
 * A neural queue as a layer: `memoryLayer` with a `QueueAccess`. The output is linear and sees the reads of the same step; the
 * paper's sees those of the previous step, through a tanh.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Grefenstette et al. 2015, section 3; `QueueAccess` has the details
 */
export function neuralQueue(args: NeuralQueueArgs): MemoryAugmentedRNN {
  return createLayer<ContinuousAccessArgs>(
    'neuralQueue',
    args,
    continuousAccessOptions,
    (access) => new QueueAccess(access),
  );
}

/** The arguments of `neuralDeque`: those of its memory, and those of every memory-augmented layer. */
export interface NeuralDequeArgs extends ContinuousAccessArgs, LayerArgs {}

/**
 * A neural deque as a layer: `memoryLayer` with a `DequeAccess`. The output is linear and sees the reads of the same step; the
 * paper's sees those of the previous step, through a tanh.
 *
 * @throws ArgumentError if an argument is unknown, missing or out of its range
 * @see Grefenstette et al. 2015, section 3; `DequeAccess` has the details
 */
export function neuralDeque(args: NeuralDequeArgs): MemoryAugmentedRNN {
  return createLayer<ContinuousAccessArgs>(
    'neuralDeque',
    args,
    continuousAccessOptions,
    (access) => new DequeAccess(access),
  );
}
