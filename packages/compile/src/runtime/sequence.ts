import {bytesOf} from '../plan/plan.js';
import type {StepProgram} from './program.js';

/** The sizes of a batch of sequences. */
export interface SequenceShape {
  readonly batch: number;
  readonly steps: number;
}

/** What a batch of sequences starts from; numbers row by row. */
export interface SequenceInputs extends SequenceShape {
  /** `[batch, steps, inputs]` */
  readonly inputs: Float32Array;
  /** `[batch, size]` for each state */
  readonly initialStates: readonly Float32Array[];
  /** `[batch, steps]`: a step whose mask is 0 is passed over; none is, unless given. */
  readonly mask?: ArrayLike<number> | undefined;
}

/** What comes out of it. */
export interface SequenceOutputs {
  /** `[batch, steps, units]` */
  readonly outputs: Float32Array;
  /** `[batch, size]` for each state */
  readonly finalStates: readonly Float32Array[];
}

/** How much a batch keeps of its forward pass for the backward pass. */
type Keeping =
  /** Nothing: there will be no backward pass. */
  | {readonly kind: 'nothing'}
  /** Every frame of every sequence. */
  | {readonly kind: 'frames'}
  /** The states every `segment` steps; the frames between are computed again. */
  | {readonly kind: 'states'; readonly segment: number};

/**
 * Runs a compiled step over time, forward and backward, one sequence of the batch after the other, so that what a
 * sequence works on stays in the fastest cache.
 */
export class SequenceRunner {
  private readonly stateBytes: number;

  /** @param budget how many bytes may be kept between forward and backward */
  constructor(
    readonly program: StepProgram,
    readonly budget: number,
  ) {
    this.stateBytes = program.sizes.states.reduce((sum, size) => sum + bytesOf(size), 0);
  }

  /** Copies the weights in. */
  setWeights(weights: readonly ArrayLike<number>[]): void {
    const {layout} = this.program;
    const numbers = this.program.numbers();
    for (const [index, weight] of weights.entries()) numbers.set(weight, layout.weights[index]! / 4);
  }

  /** The weights as they are now: copies. */
  weights(): Float32Array[] {
    return this.cutWeights(this.program.layout.weights);
  }

  /** The sums of the gradients since `clearGradients`, one for each weight: copies. */
  weightGradients(): Float32Array[] {
    return this.cutWeights(this.program.layout.weightGradients);
  }

  private cutWeights(addresses: readonly number[]): Float32Array[] {
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
   * Prepares a batch. What it keeps lies in the program's memory, so only the last batch of a program can go backward.
   *
   * @param backward whether it will
   */
  batch(inputs: SequenceInputs, backward: boolean): SequenceBatch {
    return new SequenceBatch(this.program, inputs, this.stateBytes, this.keeping(inputs, backward));
  }

  private keeping({batch, steps}: SequenceShape, backward: boolean): Keeping {
    if (!backward) return {kind: 'nothing'};
    const frame = this.program.plan.frame.bytes;
    if (batch * (steps + 1) * frame <= this.budget) return {kind: 'frames'};
    // segment · frame + batch · (steps / segment) · states is least near this segment.
    const segment = Math.ceil(Math.sqrt((batch * steps * this.stateBytes) / frame));
    return {kind: 'states', segment: Math.min(steps, Math.max(1, segment))};
  }
}

/** A batch of sequences on its way through a program. */
export class SequenceBatch {
  private readonly inputRow: number;
  private readonly inputBase: number;
  private readonly gradientBase: number;
  private readonly frameBase: number;
  private readonly stateBase: number;
  private readonly segment: number;
  private readonly segments: number;

  constructor(
    private readonly program: StepProgram,
    private readonly given: SequenceInputs,
    private readonly stateBytes: number,
    private readonly keeping: Keeping,
  ) {
    const {batch, steps} = given;
    if (!(steps > 0)) throw new Error(`a sequence must have at least one step, has ${steps}`);
    const {sizes, plan} = program;
    this.inputRow = 4 * sizes.input;
    this.segment = keeping.kind === 'states' ? keeping.segment : steps;
    this.segments = Math.ceil(steps / this.segment);
    const sequences = keeping.kind === 'frames' ? batch : 1;
    const frames = keeping.kind === 'nothing' ? 2 : this.segment + 1;
    const checkpoints = keeping.kind === 'states' ? batch * this.segments : 0;
    program.lastBatch = this;
    this.inputBase = program.end;
    this.gradientBase = this.inputBase + bytesOf(batch * steps * sizes.input);
    this.frameBase =
      this.gradientBase + bytesOf(keeping.kind === 'nothing' ? 0 : batch * steps * sizes.input);
    this.stateBase = this.frameBase + sequences * frames * plan.frame.bytes;
    const numbers = program.numbers(this.stateBase + checkpoints * this.stateBytes);
    numbers.set(given.inputs, this.inputBase / 4);
  }

  /** Every sequence forward. */
  forward(): SequenceOutputs {
    const {batch, steps} = this.given;
    const {sizes} = this.program;
    const outputs = new Float32Array(batch * steps * sizes.output);
    const finalStates = sizes.states.map((size) => new Float32Array(batch * size));
    for (let sequence = 0; sequence < batch; sequence++) this.forwardOne(sequence, outputs, finalStates);
    return {outputs, finalStates};
  }

  /** One sequence forward; writes its part of the outputs and final states. */
  forwardOne(sequence: number, outputs: Float32Array, finalStates: readonly Float32Array[]): void {
    const {sizes, plan} = this.program;
    const numbers = this.program.numbers();
    const {steps, initialStates} = this.given;
    for (const [index, states] of initialStates.entries()) {
      const size = sizes.states[index]!;
      const from = states.subarray(sequence * size, (sequence + 1) * size);
      numbers.set(from, (this.frame(sequence, 0) + plan.frame.states[index]!) / 4);
    }
    for (let segment = 0; segment < this.segments; segment++) {
      if (segment > 0 && this.keeping.kind === 'states') {
        this.copyStates(this.frame(sequence, 0), this.frame(sequence, this.segment));
      }
      if (this.keeping.kind === 'states') {
        this.copyStates(this.checkpoint(sequence, segment), this.frame(sequence, 0));
      }
      this.runSegment(sequence, segment, (step, frame) => {
        const start = (frame + plan.frame.output) / 4;
        outputs.set(numbers.subarray(start, start + sizes.output), (sequence * steps + step) * sizes.output);
      });
    }
    const last = this.frame(sequence, steps - (this.segments - 1) * this.segment);
    for (const [index, states] of finalStates.entries()) {
      const size = sizes.states[index]!;
      const start = (last + plan.frame.states[index]!) / 4;
      states.set(numbers.subarray(start, start + size), sequence * size);
    }
  }

  /**
   * Every sequence backward; adds to the program's weight gradients.
   *
   * @param outputCotangents `[batch, steps, units]`
   * @param stateCotangents `[batch, size]` for each final state
   * @returns the gradients with respect to the inputs and the initial states
   */
  backward(outputCotangents: Float32Array, stateCotangents: readonly Float32Array[] | undefined) {
    const {batch, steps} = this.given;
    const {sizes} = this.program;
    const initialStates = sizes.states.map((size) => new Float32Array(batch * size));
    for (let sequence = 0; sequence < batch; sequence++) {
      this.backwardOne(sequence, outputCotangents, stateCotangents, initialStates);
    }
    const start = this.gradientBase / 4;
    return {inputs: this.program.numbers().slice(start, start + batch * steps * sizes.input), initialStates};
  }

  /** One sequence backward, after it was the last to go forward or if frames are kept. */
  backwardOne(
    sequence: number,
    outputCotangents: Float32Array,
    stateCotangents: readonly Float32Array[] | undefined,
    initialStates: readonly Float32Array[] | undefined,
  ): void {
    const {sizes, layout, exports} = this.program;
    const {steps} = this.given;
    const numbers = this.program.numbers();
    let [cotangent, previous] = layout.cotangents;
    const parts = layout.cotangentParts;
    numbers.fill(0, cotangent / 4, layout.end / 4);
    for (const [index, states] of (stateCotangents ?? []).entries()) {
      const size = sizes.states[index]!;
      numbers.set(
        states.subarray(sequence * size, (sequence + 1) * size),
        (cotangent + parts[1 + index]!) / 4,
      );
    }
    for (let segment = this.segments - 1; segment >= 0; segment--) {
      if (this.keeping.kind === 'states') {
        this.copyStates(this.frame(sequence, 0), this.checkpoint(sequence, segment));
        this.runSegment(sequence, segment, () => {});
      }
      const start = segment * this.segment;
      const end = Math.min(steps, start + this.segment);
      for (let step = end - 1; step >= start; step--) {
        const row = sequence * steps + step;
        const external = outputCotangents.subarray(row * sizes.output, (row + 1) * sizes.output);
        if (this.passesOver(row)) {
          this.passBack(cotangent, external, row);
          continue;
        }
        numbers.set(external, cotangent / 4);
        const frame = this.frame(sequence, step - start);
        const next = this.frame(sequence, step - start + 1);
        const [input, gradient] = [
          this.inputBase + row * this.inputRow,
          this.gradientBase + row * this.inputRow,
        ];
        exports.backward(input, frame, next, cotangent, previous, gradient);
        [cotangent, previous] = [previous, cotangent];
      }
      const input = this.inputBase + (sequence * steps + start) * this.inputRow;
      exports.finish(input, this.frame(sequence, 0), this.frame(sequence, 1), end - start);
    }
    for (const [index, gradient] of (initialStates ?? []).entries()) {
      const size = sizes.states[index]!;
      const start = (cotangent + parts[1 + index]!) / 4;
      gradient.set(numbers.subarray(start, start + size), sequence * size);
    }
  }

  /** Where a frame of a sequence lies; frame 0 holds the states before a segment's first step. */
  private frame(sequence: number, index: number): number {
    const {bytes} = this.program.plan.frame;
    if (this.keeping.kind === 'nothing') return this.frameBase + (index % 2) * bytes;
    const first = this.keeping.kind === 'frames' ? sequence * (this.segment + 1) : 0;
    return this.frameBase + (first + index) * bytes;
  }

  private runSegment(
    sequence: number,
    segment: number,
    afterStep: (step: number, frame: number) => void,
  ): void {
    const {exports} = this.program;
    const {steps} = this.given;
    const start = segment * this.segment;
    const end = Math.min(steps, start + this.segment);
    for (let step = start; step < end; step++) {
      const row = sequence * steps + step;
      const frame = this.frame(sequence, step - start);
      const next = this.frame(sequence, step - start + 1);
      if (this.passesOver(row)) this.passOver(row, frame, next);
      else exports.forward(this.inputBase + row * this.inputRow, frame, next);
      afterStep(step, next);
    }
  }

  private passesOver(row: number): boolean {
    return this.given.mask !== undefined && !this.given.mask[row];
  }

  /** A masked step: the states stay, and the output is the first of them; tfjs does the same. */
  private passOver(row: number, frame: number, next: number): void {
    const {plan, sizes} = this.program;
    const numbers = this.program.numbers();
    const input = (this.inputBase + row * this.inputRow) / 4;
    numbers.fill(0, input, input + sizes.input); // whatever it was, it has no part in a gradient
    numbers.fill(0, next / 4, (next + plan.frame.bytes) / 4);
    this.copyStates(next, frame);
    const first = (frame + plan.frame.states[0]!) / 4;
    numbers.copyWithin((next + plan.frame.output) / 4, first, first + sizes.output);
  }

  /** A masked step backward: the output's cotangent is one of the first state, and the input has no part in it. */
  private passBack(cotangent: number, external: Float32Array, row: number): void {
    const numbers = this.program.numbers();
    const state = (cotangent + this.program.layout.cotangentParts[1]!) / 4;
    for (const [index, value] of external.entries()) numbers[state + index]! += value;
    const start = (this.gradientBase + row * this.inputRow) / 4;
    numbers.fill(0, start, start + this.program.sizes.input);
  }

  /** Where the states before a segment are kept, if states are what is kept. */
  private checkpoint(sequence: number, segment: number): number {
    return this.stateBase + (sequence * this.segments + segment) * this.stateBytes;
  }

  /** Copies the states of a frame, which come first in it, to or from another frame or a checkpoint. */
  private copyStates(to: number, from: number): void {
    this.program.numbers().copyWithin(to / 4, from / 4, (from + this.stateBytes) / 4);
  }
}
