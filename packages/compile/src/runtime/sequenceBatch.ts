import type {StepProgram} from './program.js';

/** The shape of a batch of sequences. */
export interface SequenceShape {
  readonly batch: number;
  readonly steps: number;
}

/** The inputs of a batch of sequences, as row-major arrays. */
export interface SequenceInputs extends SequenceShape {
  /** `[batch, steps, inputs]` */
  readonly inputs: Float32Array;
  /**
   * `[batch, size]` for each state, or `[1, size]` if all sequences start from the same; of a state whose rows are changed in place and all
   * alike, one row will do. An array that was given before has the same values again, unless the program's `rows` forget.
   */
  readonly initialStates: readonly Float32Array[];
  /** `[batch, steps]`: steps whose mask is 0 are skipped. Optional; defaults to no skipped steps. */
  readonly mask?: ArrayLike<number> | undefined;
}

/** A batch to train on. Its sequences start from the layer's own initial states. */
export type TrainingBatch = Omit<SequenceInputs, 'initialStates'>;

/** The outputs of a batch of sequences, as row-major arrays. */
export interface SequenceOutputs {
  /** `[batch, steps, units]` */
  readonly outputs: Float32Array;
  /** `[batch, size]` for each state */
  readonly finalStates: readonly Float32Array[];
}

/** The values of the forward pass that a batch keeps for the backward pass. */
export type Keeping =
  /** Nothing: there is no backward pass. */
  | {readonly kind: 'nothing'}
  /** Every frame of every sequence. */
  | {readonly kind: 'frames'}
  /** The states before every `segment` steps; the frames in between are recomputed. */
  | {readonly kind: 'states'; readonly segment: number};

/** The memory layout of a batch in its program's free memory: addresses in bytes. */
export interface BatchLayout {
  readonly keeping: Keeping;
  /** How many sequences have inputs, gradients and frames of their own. */
  readonly places: number;
  readonly inputBase: number;
  readonly gradientBase: number;
  readonly frameBase: number;
  readonly stateBase: number;
  /** The first address after the batch. */
  readonly end: number;
  /** The number of steps whose frames are kept at a time, and how often that is. */
  readonly segment: number;
  readonly segments: number;
}

/** A view of a sequence's part of an array over all sequences of a batch. */
export function rowOf(all: Float32Array, batch: number, index: number): Float32Array {
  const length = all.length / batch;
  return all.subarray(index * length, (index + 1) * length);
}

/** Where the row of a sequence begins in `[batch, size]`, or in `[1, size]`, which is of all sequences. */
function rowStart(all: Float32Array, sequence: number, size: number): number {
  return all.length === size ? 0 : sequence * size;
}

/** Up to so many numbers are copied one by one: a call costs as much. */
const FEW = 64;

/** Copies `count` numbers. */
function copy(from: Float32Array, start: number, count: number, to: Float32Array, at: number): void {
  if (count > FEW) to.set(from.subarray(start, start + count), at);
  else for (let index = 0; index < count; index++) to[at + index] = from[start + index]!;
}

/** A batch of sequences that a program runs. */
export class SequenceBatch {
  private readonly keeping: Keeping;
  private readonly places: number;
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
    layout: BatchLayout,
  ) {
    const {steps} = given;
    if (!(steps > 0)) throw new Error(`a sequence must have at least one step, got ${steps}`);
    this.keeping = layout.keeping;
    this.places = layout.places;
    this.inputRow = 4 * program.sizes.input;
    this.inputBase = layout.inputBase;
    this.gradientBase = layout.gradientBase;
    this.frameBase = layout.frameBase;
    this.stateBase = layout.stateBase;
    this.segment = layout.segment;
    this.segments = layout.segments;
    program.lastBatch = this;
    program.numbers(layout.end);
  }

  /** Runs all sequences forward. */
  forward(): SequenceOutputs {
    const {batch, steps} = this.given;
    const {sizes} = this.program;
    const outputs = new Float32Array(batch * steps * sizes.output);
    const finalStates = sizes.states.map((size) => new Float32Array(batch * size));
    for (let sequence = 0; sequence < batch; sequence++)
      this.forwardOne(sequence, rowOf(outputs, batch, sequence), finalStates);
    return {outputs, finalStates};
  }

  /**
   * Runs one sequence forward.
   *
   * @param outputs the sequence's, `[steps, units]`, to be written
   * @param finalStates `[batch, size]` for each state, of which its rows are written; none if nobody reads them, or an empty one
   * @param goesOn called before each step: false ends the run
   * @returns whether it came to its end
   */
  forwardOne(
    sequence: number,
    outputs: Float32Array,
    finalStates: readonly Float32Array[],
    goesOn?: () => boolean,
  ): boolean {
    const {sizes, frame: plan, rows} = this.program;
    const numbers = this.program.numbers();
    const {steps, inputs, initialStates} = this.given;
    const length = steps * sizes.input;
    copy(inputs, sequence * length, length, numbers, this.input(sequence, 0) / 4);
    const first = this.frame(sequence, 0);
    for (let index = 0; index < initialStates.length; index++) {
      const [states, size, offset] = [initialStates[index]!, sizes.states[index]!, plan.states[index]];
      if (offset !== undefined)
        copy(states, rowStart(states, sequence, size), size, numbers, (first + offset) / 4);
    }
    rows?.begin(
      initialStates.map((array, index) => ({array, start: rowStart(array, sequence, sizes.states[index]!)})),
    );
    for (let segment = 0; segment < this.segments; segment++) {
      if (segment > 0 && this.keeping.kind === 'states') {
        this.copyStates(first, this.frame(sequence, this.segment));
      }
      if (this.keeping.kind === 'states') this.copyStates(this.checkpoint(sequence, segment), first);
      if (!this.runSegment(sequence, segment, goesOn, outputs)) return false;
    }
    const last = this.frame(sequence, steps - (this.segments - 1) * this.segment);
    for (let index = 0; index < finalStates.length; index++) {
      const [size, offset] = [sizes.states[index]!, plan.states[index]];
      if (finalStates[index]!.length === 0) continue;
      if (offset === undefined) rows!.copy(index, finalStates[index]!, sequence * size);
      else copy(numbers, (last + offset) / 4, size, finalStates[index]!, sequence * size);
    }
    return true;
  }

  /**
   * Runs all sequences backward, and adds to the program's weight gradients.
   *
   * @param outputCotangents `[batch, steps, units]`
   * @param stateCotangents `[batch, size]` for each final state
   * @returns the gradients with respect to the inputs and the initial states
   */
  backward(outputCotangents: Float32Array, stateCotangents: readonly Float32Array[] | undefined) {
    const {batch} = this.given;
    const {sizes} = this.program;
    const initialStates = sizes.states.map((size) => new Float32Array(batch * size));
    for (let sequence = 0; sequence < batch; sequence++) {
      const own = rowOf(outputCotangents, batch, sequence);
      this.backwardOne(sequence, own, stateCotangents, initialStates);
    }
    return {inputs: this.inputGradients(), initialStates};
  }

  /** A copy of the gradients with respect to the inputs, `[batch, steps, inputs]`, once all sequences have run backward. */
  inputGradients(): Float32Array {
    const {batch, steps} = this.given;
    const start = this.gradientBase / 4;
    return this.program.numbers().slice(start, start + batch * steps * this.program.sizes.input);
  }

  /**
   * Runs one sequence backward. Unless all frames are kept, it must be the last one that ran forward.
   *
   * @param outputCotangents the sequence's, `[steps, units]`
   * @param stateCotangents `[batch, size]` for each final state, or an empty one for zeros
   * @param initialStates to which the gradients with respect to the initial states are added: to its rows of `[batch, size]`, or to
   *   `[1, size]`, which has the sum over the sequences; or an empty one if nobody reads them
   * @param goesOn called before each step: false ends the run
   * @returns whether it came to its end
   */
  backwardOne(
    sequence: number,
    outputCotangents: Float32Array,
    stateCotangents: readonly Float32Array[] = [],
    initialStates: readonly Float32Array[] = [],
    goesOn?: () => boolean,
  ): boolean {
    const {sizes, layout, exports, rows} = this.program;
    const {steps, mask} = this.given;
    const numbers = this.program.numbers();
    const row = sequence * steps;
    let [cotangent, previous] = layout.cotangents;
    const parts = layout.cotangentParts;
    numbers.fill(0, cotangent / 4, layout.cotangentsEnd / 4);
    rows?.beginBackward();
    for (let index = 0; index < stateCotangents.length; index++) {
      const size = sizes.states[index]!;
      if (stateCotangents[index]!.length === 0) continue;
      if (rows?.has(index)) rows.setGradient(index, stateCotangents[index]!, sequence * size);
      else copy(stateCotangents[index]!, sequence * size, size, numbers, (cotangent + parts[1 + index]!) / 4);
    }
    for (let segment = this.segments - 1; segment >= 0; segment--) {
      if (this.keeping.kind === 'states') {
        this.copyStates(this.frame(sequence, 0), this.checkpoint(sequence, segment));
        if (!this.runSegment(sequence, segment, goesOn)) return false;
      }
      const start = segment * this.segment;
      const end = Math.min(steps, start + this.segment);
      for (let step = end - 1; step >= start; step--) {
        if (goesOn?.() === false) return false;
        const external = step * sizes.output;
        if (mask !== undefined && !mask[row + step]) {
          this.skipBackward(cotangent, outputCotangents, external, this.gradient(sequence, step));
          continue;
        }
        copy(outputCotangents, external, sizes.output, numbers, cotangent / 4);
        const frame = this.frame(sequence, step - start);
        const next = this.frame(sequence, step - start + 1);
        const [input, gradient] = [this.input(sequence, step), this.gradient(sequence, step)];
        exports.backward(input, frame, next, cotangent, previous, gradient);
        [cotangent, previous] = [previous, cotangent];
      }
      const input = this.input(sequence, start);
      exports.finish(input, this.frame(sequence, 0), this.frame(sequence, 1), end - start);
    }
    for (let index = 0; index < initialStates.length; index++) {
      const [gradient, size] = [initialStates[index]!, sizes.states[index]!];
      if (gradient.length === 0) continue;
      const [from, to] = [(cotangent + parts[1 + index]!) / 4, rowStart(gradient, sequence, size)];
      if (rows?.has(index)) rows.addGradient(index, gradient, to);
      else
        for (let element = 0; element < size; element++) gradient[to + element]! += numbers[from + element]!;
    }
    rows?.endBackward(this.changedRows(sequence));
    return true;
  }

  /** The addresses of the lists of the rows whose gradients a sequence changed. */
  private *changedRows(sequence: number): Generator<number> {
    const {lists} = this.program.frame;
    for (let step = 0; step < this.given.steps; step++)
      for (const list of lists) yield this.frame(sequence, step + 1) + list;
  }

  /** The address of a sequence's input at a step. */
  private input(sequence: number, step: number): number {
    return this.inputBase + this.row(sequence, step) * this.inputRow;
  }

  /** The address of the gradient with respect to it. */
  private gradient(sequence: number, step: number): number {
    return this.gradientBase + this.row(sequence, step) * this.inputRow;
  }

  private row(sequence: number, step: number): number {
    return (sequence % this.places) * this.given.steps + step;
  }

  /** The address of a frame. Frame 0 of a segment holds the states before its first step. */
  private frame(sequence: number, index: number): number {
    const {bytes} = this.program.frame;
    if (this.keeping.kind === 'nothing') return this.frameBase + (index % 2) * bytes;
    const first = this.keeping.kind === 'frames' ? (sequence % this.places) * (this.segment + 1) : 0;
    return this.frameBase + (first + index) * bytes;
  }

  /** @param outputs the sequence's, `[steps, units]`, to be written; undefined if nobody reads them */
  private runSegment(
    sequence: number,
    segment: number,
    goesOn: (() => boolean) | undefined,
    outputs?: Float32Array,
  ): boolean {
    const {exports, sizes, frame: plan} = this.program;
    const numbers = this.program.numbers();
    const {steps, mask} = this.given;
    const row = sequence * steps;
    const start = segment * this.segment;
    const end = Math.min(steps, start + this.segment);
    for (let step = start; step < end; step++) {
      if (goesOn?.() === false) return false;
      const input = this.input(sequence, step);
      const frame = this.frame(sequence, step - start);
      const next = this.frame(sequence, step - start + 1);
      if (mask !== undefined && !mask[row + step]) this.skipForward(input, frame, next);
      else exports.forward(input, frame, next);
      if (outputs !== undefined)
        copy(numbers, (next + plan.output) / 4, sizes.output, outputs, step * sizes.output);
    }
    return true;
  }

  /** A skipped step, as in tfjs: states do not change, and the output is the first state. */
  private skipForward(input: number, frame: number, next: number): void {
    const {frame: plan, sizes} = this.program;
    const numbers = this.program.numbers();
    numbers.fill(0, input / 4, input / 4 + sizes.input); // so that it does not contribute to a gradient
    numbers.fill(0, next / 4, (next + plan.bytes) / 4);
    this.copyStates(next, frame);
    const first = (frame + plan.states[0]!) / 4;
    numbers.copyWithin((next + plan.output) / 4, first, first + sizes.output);
  }

  /** The gradient of a skipped step: the output's cotangent is added to the first state's, and the input's gradient is 0. */
  private skipBackward(cotangent: number, external: Float32Array, start: number, gradient: number): void {
    const {layout, sizes} = this.program;
    const numbers = this.program.numbers();
    const state = (cotangent + layout.cotangentParts[1]!) / 4;
    for (let unit = 0; unit < sizes.output; unit++) numbers[state + unit]! += external[start + unit]!;
    numbers.fill(0, gradient / 4, gradient / 4 + sizes.input);
  }

  /** The address of the states before a segment; only if states are kept. */
  private checkpoint(sequence: number, segment: number): number {
    return this.stateBase + ((sequence % this.places) * this.segments + segment) * this.stateBytes;
  }

  /** Copies states between frames and checkpoints; a frame begins with its states. */
  private copyStates(to: number, from: number): void {
    this.program.numbers().copyWithin(to / 4, from / 4, (from + this.stateBytes) / 4);
  }
}
