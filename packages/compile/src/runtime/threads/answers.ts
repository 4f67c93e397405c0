import {rowOf, type SequenceShape} from '../sequenceBatch.js';
import {
  type BinaryCrossEntropy,
  type LossGradient,
  lossGradientOf,
  type SequenceMeasures,
} from '../sequenceLoss.js';
import type {SequenceWork} from '../trainingPass.js';

/** Where the outputs of sequences go, and the gradient of the loss with respect to them. */
export interface Answers extends Pick<SequenceWork, 'outputs' | 'gradient'> {
  /** Writes the results of a group's sequences, but for gradients, to shared memory; absent where that has been done. */
  deposit?(first: number, end: number): void;
}

/** What a declared loss is computed from and to, but for its gradient. */
interface Results {
  /** `[batch, steps, outputs]` */
  readonly outputs: Float32Array;
  /** Undefined if they are not asked for. */
  readonly measures: SequenceMeasures | undefined;
}

/** A declared loss, computed in the thread itself. */
export class OwnLoss implements Answers {
  private readonly lossGradient: LossGradient;
  private readonly batch: number;

  /**
   * @param own the thread's own results, and the gradient of the loss with respect to the outputs, of the same shape
   * @param shared those of all threads
   */
  constructor(
    loss: BinaryCrossEntropy,
    {batch}: SequenceShape,
    private readonly own: Results & {readonly gradient: Float32Array},
    private readonly shared: Results,
  ) {
    this.batch = batch;
    this.lossGradient = lossGradientOf(loss, batch, own.measures);
  }

  outputs(sequence: number): Float32Array {
    return rowOf(this.own.outputs, this.batch, sequence);
  }

  gradient(sequence: number): Float32Array {
    const {outputs, gradient} = this.own;
    this.lossGradient(sequence, outputs, gradient);
    return rowOf(gradient, this.batch, sequence);
  }

  deposit(first: number, end: number): void {
    const {own, shared, batch} = this;
    const size = shared.outputs.length / batch;
    shared.outputs.set(own.outputs.subarray(first * size, end * size), first * size);
    if (own.measures === undefined) return;
    for (const name of ['bits', 'wrongBits'] as const)
      shared.measures![name].set(own.measures[name].subarray(first, end), first);
  }
}
