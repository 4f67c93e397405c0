import {bytesOf} from '../plan/plan.js';
import type {BatchLayout, Keeping} from './groupMemory.js';
import type {StepProgram} from './program.js';
import {SequenceBatch, type SequenceInputs, type SequenceShape} from './sequenceBatch.js';

/**
 * Runs a compiled step over time, forward and backward. It runs one sequence of the batch after the other, so that the data
 * of a sequence stay in the fastest cache; or, if the weights are large, a few side by side.
 */
export class SequenceRunner {
  private readonly stateBytes: number;

  /** @param budget the most bytes to keep between forward and backward pass */
  constructor(
    readonly program: StepProgram,
    readonly budget: number,
  ) {
    const {sizes, frame} = program;
    this.stateBytes = sizes.states.reduce(
      (sum, size, index) => sum + (frame.states[index] === undefined ? 0 : bytesOf(size)),
      0,
    );
  }

  /** Copies weights into the program's memory. */
  setWeights(weights: readonly ArrayLike<number>[]): void {
    const {layout} = this.program;
    const numbers = this.program.numbers();
    this.program.weightData = [];
    for (const [index, weight] of weights.entries()) numbers.set(weight, layout.weights[index]! / 4);
  }

  /** Copies of the current weights. */
  weights(): Float32Array[] {
    return this.copyWeights(this.program.layout.weights);
  }

  /** Copies of the weights' gradients, summed since `clearGradients`. */
  weightGradients(): Float32Array[] {
    return this.copyWeights(this.program.layout.weightGradients);
  }

  private copyWeights(addresses: readonly number[]): Float32Array[] {
    const numbers = this.program.numbers();
    return this.program.sizes.weights.map((size, index) => {
      const start = addresses[index]! / 4;
      return numbers.slice(start, start + size);
    });
  }

  clearGradients(): void {
    const {weightGradients, scratch} = this.program.layout;
    if (weightGradients.length > 0) this.program.numbers().fill(0, weightGradients[0]! / 4, scratch / 4);
  }

  /**
   * Prepares a batch. The values that it keeps are in the program's memory, so only the last batch of a program can run
   * backward.
   *
   * @param backward whether there will be a backward pass
   */
  batch(inputs: SequenceInputs, backward: boolean): SequenceBatch {
    return new SequenceBatch(this.program, inputs, this.layOut(inputs, backward));
  }

  /**
   * Prepares a batch whose groups of sequences run one after the other, each backward right after it ran forward. They share the memory of
   * one, which stays in the fastest cache.
   *
   * @param backward whether there will be a backward pass
   */
  groupByGroup(inputs: SequenceInputs, backward: boolean): SequenceBatch {
    const layout = {...this.layOut(this.oneGroup(inputs), backward), isShared: true};
    return new SequenceBatch(this.program, inputs, layout);
  }

  /** The bytes of the program's memory with a batch in it: weights, gradients, what was reserved, and the batch. */
  bytesFor(shape: SequenceShape, backward: boolean): number {
    return this.layOut(shape, backward).end;
  }

  /** The part of a batch that `groupByGroup` has in memory at a time. */
  oneGroup({batch, steps}: SequenceShape): SequenceShape {
    return {batch: Math.min(batch, this.program.layout.abreast), steps};
  }

  private layOut(shape: SequenceShape, backward: boolean): BatchLayout {
    const {batch: places, steps} = shape;
    const keeping = this.keeping(shape, backward);
    const {sizes, frame, end} = this.program;
    const segment = keeping.kind === 'states' ? keeping.segment : steps;
    const segments = Math.ceil(steps / segment);
    const sequences = keeping.kind === 'frames' ? places : this.oneGroup(shape).batch;
    const frames = keeping.kind === 'nothing' ? 2 : segment + 1;
    const checkpoints = keeping.kind === 'states' ? places * segments : 0;
    const inputBytes = bytesOf(places * steps * sizes.input);
    const frameBase = end + (keeping.kind === 'nothing' ? 1 : 2) * inputBytes;
    const stateBase = frameBase + sequences * frames * frame.bytes;
    return {
      keeping,
      isShared: false,
      inputBase: end,
      gradientOffset: inputBytes,
      frameBase,
      stateBase,
      end: stateBase + checkpoints * this.stateBytes,
      segment,
      segments,
      stateBytes: this.stateBytes,
    };
  }

  private keeping(shape: SequenceShape, backward: boolean): Keeping {
    const {batch, steps} = shape;
    if (!backward) return {kind: 'nothing'};
    const frame = this.program.frame.bytes;
    // Rows that are changed in place have no states before them to start from again; frames are small then.
    if (this.program.rows !== undefined || batch * (steps + 1) * frame <= this.budget)
      return {kind: 'frames'};
    // This segment minimizes the kept bytes: group · segment · frame + batch · (steps / segment) · states.
    const segment = Math.ceil(
      Math.sqrt((batch * steps * this.stateBytes) / (this.oneGroup(shape).batch * frame)),
    );
    return {kind: 'states', segment: Math.min(steps, Math.max(1, segment))};
  }
}
