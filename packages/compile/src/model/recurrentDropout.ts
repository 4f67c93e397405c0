import * as tf from '@tensorflow/tfjs-core';
import type {layers} from '@tensorflow/tfjs-layers';

/** Members of the cells of tfjs that drop out part of what they read. */
interface DroppingCell extends layers.RNNCell {
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly dropoutFunc?: (ones: tf.Tensor, rate: number) => tf.Tensor;
  readonly kernel: {readonly shape: number[]};
  readonly recurrentKernel: {readonly shape: number[]};
}

/** What a cell multiplies its input or its state by. */
interface Multipliers {
  readonly name: 'dropoutMask' | 'recurrentDropoutMask';
  readonly rate: number;
  readonly size: number;
}

/**
 * The dropout of a recurrent layer's cell. tfjs draws what a sequence is multiplied by at its first step, and keeps it for the others. Here
 * it is drawn before, and the step gets it as a part of its input. Cells inside of other cells are not covered: tfjs never draws theirs anew.
 */
export class RecurrentDropout {
  private readonly multipliers: readonly Multipliers[] = [];

  constructor(private readonly cell: layers.RNNCell) {
    if (!CLASSES.has(cell.getClassName())) return;
    const {dropout, recurrentDropout, kernel, recurrentKernel} = cell as DroppingCell;
    const all = [
      {name: 'dropoutMask', rate: dropout, size: kernel.shape[0]!},
      {name: 'recurrentDropoutMask', rate: recurrentDropout, size: recurrentKernel.shape[0]!},
    ] as const;
    this.multipliers = all.filter(({rate}) => rate > 0 && rate < 1);
  }

  /** The size of each part: what the cell multiplies its input by, or its state. */
  get sizes(): number[] {
    return this.multipliers.map(({size}) => size);
  }

  /**
   * Draws a part for a batch, as tfjs does.
   *
   * @param shape `[batch, size]`
   */
  draw(part: number, shape: readonly number[]): Float32Array {
    const {dropoutFunc} = this.cell as DroppingCell;
    const {rate} = this.multipliers[part]!;
    const drop = dropoutFunc ?? ((ones: tf.Tensor) => tf.dropout(ones, rate));
    const drawn = tf.tidy(() => drop(tf.ones([...shape]), rate));
    const values = drawn.dataSync() as Float32Array;
    drawn.dispose();
    return values;
  }

  /**
   * Runs a step in which the cell multiplies by tensors.
   *
   * @param parts `[batch, size]` each
   */
  during<T>(parts: readonly tf.Tensor[], step: () => T): T {
    const {cell, multipliers} = this;
    for (const [index, {name}] of multipliers.entries())
      cell[name] = cell.getClassName() === 'SimpleRNNCell' ? parts[index]! : [parts[index]!];
    try {
      return step();
    } finally {
      for (const {name} of multipliers) cell[name] = null as never;
    }
  }
}

/** The cells of tfjs with dropout of their own. */
const CLASSES: ReadonlySet<string> = new Set(['GRUCell', 'LSTMCell', 'SimpleRNNCell']);
