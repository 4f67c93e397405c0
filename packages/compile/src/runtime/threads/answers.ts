import {rowOf, type SequenceShape} from '../sequenceBatch.js';
import {type BinaryCrossEntropy, type LossGradient, lossGradientOf} from '../sequenceLoss.js';
import type {SequenceWork} from '../trainingPass.js';

/** Where the outputs of sequences go, and the gradient of the loss with respect to them. */
export interface Answers extends Pick<SequenceWork, 'outputs' | 'gradient'> {
  /** Writes the outputs of a group's sequences to shared memory; absent where that has been done. */
  deposit?(first: number, end: number): void;
}

/** A declared loss, computed in the thread itself. */
export class OwnLoss implements Answers {
  private readonly lossGradient: LossGradient;
  private readonly batch: number;

  /**
   * @param all the outputs and their gradient, `[batch, steps, outputs]`: the thread's own
   * @param shared the outputs of all threads
   */
  constructor(
    loss: BinaryCrossEntropy,
    {batch}: SequenceShape,
    private readonly all: {readonly outputs: Float32Array; readonly gradient: Float32Array},
    private readonly shared: Float32Array,
  ) {
    this.batch = batch;
    this.lossGradient = lossGradientOf(loss, batch);
  }

  outputs(sequence: number): Float32Array {
    return rowOf(this.all.outputs, this.batch, sequence);
  }

  gradient(sequence: number): Float32Array {
    const {outputs, gradient} = this.all;
    this.lossGradient(sequence, outputs, gradient);
    return rowOf(gradient, this.batch, sequence);
  }

  deposit(first: number, end: number): void {
    const {all, shared, batch} = this;
    const size = shared.length / batch;
    shared.set(all.outputs.subarray(first * size, end * size), first * size);
  }
}
