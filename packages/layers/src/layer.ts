import {ArgumentError} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {MemoryAugmentedCell} from './cell.js';
import {InitialStateRNN} from './initialStateRNN.js';
import type {RecurrentArgs} from './recurrentArgs.js';

export interface MemoryAugmentedRNNArgs extends RecurrentArgs {
  /** A cell with `startsFromZeros: false`: the layer starts it from its initial state. */
  readonly cell: MemoryAugmentedCell;
}

/** A memory-augmented network as a layer. */
export class MemoryAugmentedRNN extends InitialStateRNN {
  static override readonly className = 'MemoryAugmentedRNN';
  declare readonly cell: MemoryAugmentedCell;

  /** @throws ArgumentError if the cell is not a `MemoryAugmentedCell` with `startsFromZeros: false` */
  constructor(args: MemoryAugmentedRNNArgs) {
    if (!(args.cell instanceof MemoryAugmentedCell)) {
      throw new ArgumentError('cell', 'a MemoryAugmentedCell', args.cell);
    }
    super(args);
  }
}
tf.serialization.registerClass(MemoryAugmentedRNN);
