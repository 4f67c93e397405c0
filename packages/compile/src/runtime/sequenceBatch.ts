import {type BatchLayout, GroupMemory, type SequenceGroup} from './groupMemory.js';
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

/**
 * A batch of sequences that a program runs, group by group. What a group's sequences have at a step is side by side in memory, so that
 * its inputs, and its frames, are those of one sequence with several times as many steps.
 */
export class SequenceBatch {
  constructor(
    private readonly program: StepProgram,
    private readonly given: SequenceInputs,
    private readonly layout: BatchLayout,
  ) {
    const {steps} = given;
    if (!(steps > 0)) throw new Error(`a sequence must have at least one step, got ${steps}`);
    program.lastBatch = this;
    program.numbers(layout.end);
  }

  /** The groups of sequences, of which all run; of some of the batch if these are given. */
  *groups(first = 0, end = this.given.batch): Generator<SequenceGroup> {
    const {abreast} = this.program.layout;
    for (let start = first; start < end; start += abreast)
      yield Array.from({length: Math.min(abreast, end - start)}, (_, place) => start + place);
  }

  /** Runs all sequences forward. */
  forward(): SequenceOutputs {
    const finalStates = this.program.sizes.states.map((size) => new Float32Array(this.given.batch * size));
    return {outputs: this.outputs(finalStates), finalStates};
  }

  /**
   * Runs all sequences forward, and returns their outputs, `[batch, steps, units]`.
   *
   * @param finalStates as those of `forwardGroup`
   */
  outputs(finalStates: readonly Float32Array[]): Float32Array {
    const {batch, steps} = this.given;
    const outputs = new Float32Array(batch * steps * this.program.sizes.output);
    for (const group of this.groups()) this.forwardGroup(group, rowsOf(outputs, batch, group), finalStates);
    return outputs;
  }

  /**
   * Runs a group forward.
   *
   * @param outputs of each of its sequences, `[steps, units]`, to be written
   * @param finalStates `[batch, size]` for each state, of which its rows are written; none if nobody reads them, or an empty one
   * @param goesOn called before each step: false ends the run
   * @returns whether it came to its end
   */
  forwardGroup(
    group: SequenceGroup,
    outputs: readonly Float32Array[],
    finalStates: readonly Float32Array[],
    goesOn?: () => boolean,
  ): boolean {
    const memory = this.memoryOf(group);
    for (const place of group.keys()) this.begin(memory, place);
    for (let segment = 0; segment < this.layout.segments; segment++) {
      if (this.layout.keeping.kind === 'states') memory.keepStates(segment);
      if (!this.runSegment(memory, segment, goesOn, outputs)) return false;
    }
    for (const place of group.keys()) this.copyFinalStates(memory, place, finalStates);
    return true;
  }

  /** Copies the inputs and the initial states of a sequence to where its first step reads them. */
  private begin(memory: GroupMemory, place: number): void {
    const sequence = memory.group[place]!;
    const {sizes, frame: plan, rows} = this.program;
    const numbers = this.program.numbers();
    const {steps, inputs, initialStates} = this.given;
    for (let step = 0; step < steps; step++) {
      const from = (sequence * steps + step) * sizes.input;
      copy(inputs, from, sizes.input, numbers, memory.input(place, step) / 4);
    }
    const first = memory.frame(place, 0);
    const starts = initialStates.map((array, index) => ({
      array,
      start: rowStart(array, sequence, sizes.states[index]!),
    }));
    for (const [index, {array, start}] of starts.entries()) {
      const offset = plan.states[index];
      if (offset !== undefined) copy(array, start, sizes.states[index]!, numbers, (first + offset) / 4);
    }
    rows?.begin(starts);
  }

  /** @param finalStates as those of `forwardGroup` */
  private copyFinalStates(memory: GroupMemory, place: number, finalStates: readonly Float32Array[]): void {
    const sequence = memory.group[place]!;
    const {sizes, frame: plan, rows} = this.program;
    const {segments, segment} = this.layout;
    const last = memory.frame(place, this.given.steps - (segments - 1) * segment);
    for (const [index, states] of finalStates.entries()) {
      const [size, offset] = [sizes.states[index]!, plan.states[index]];
      if (states.length === 0) continue;
      if (offset === undefined) rows!.copy(index, states, sequence * size);
      else copy(this.program.numbers(), (last + offset) / 4, size, states, sequence * size);
    }
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
    for (const group of this.groups())
      this.backwardGroup(group, rowsOf(outputCotangents, batch, group), stateCotangents, initialStates);
    return {inputs: this.inputGradients(), initialStates};
  }

  /** A copy of the gradients with respect to the inputs, `[batch, steps, inputs]`, once all sequences have run backward. */
  inputGradients(): Float32Array {
    const {batch, steps} = this.given;
    const {input} = this.program.sizes;
    const numbers = this.program.numbers();
    const gradients = new Float32Array(batch * steps * input);
    for (const group of this.groups()) {
      const memory = this.memoryOf(group);
      for (const [place, sequence] of group.entries()) {
        for (let step = 0; step < steps; step++) {
          const from = memory.gradient(place, step) / 4;
          copy(numbers, from, input, gradients, (sequence * steps + step) * input);
        }
      }
    }
    return gradients;
  }

  /**
   * Runs a group backward. Unless all frames are kept, it must be the last one that ran forward.
   *
   * @param outputCotangents of each of its sequences, `[steps, units]`
   * @param stateCotangents `[batch, size]` for each final state, or an empty one for zeros
   * @param initialStates to which the gradients with respect to the initial states are added: to its rows of `[batch, size]`, or to
   *   `[1, size]`, which has the sum over the sequences; or an empty one if nobody reads them
   * @param goesOn called before each step: false ends the run
   * @returns whether it came to its end
   */
  backwardGroup(
    group: SequenceGroup,
    outputCotangents: readonly Float32Array[],
    stateCotangents: readonly Float32Array[] = [],
    initialStates: readonly Float32Array[] = [],
    goesOn?: () => boolean,
  ): boolean {
    const {layout, exports, rows} = this.program;
    const memory = this.memoryOf(group);
    let [cotangent, previous] = layout.cotangents;
    this.program.numbers().fill(0, cotangent / 4, layout.cotangentsEnd / 4);
    rows?.beginBackward();
    for (const [place, sequence] of group.entries())
      this.setStateCotangents(cotangent + place * layout.cotangentBytes, sequence, stateCotangents);
    for (let segment = this.layout.segments - 1; segment >= 0; segment--) {
      if (this.layout.keeping.kind === 'states') {
        memory.restoreStates(segment);
        if (!this.runSegment(memory, segment, goesOn)) return false;
      }
      const start = segment * this.layout.segment;
      const stop = Math.min(this.given.steps, start + this.layout.segment);
      for (let step = stop - 1; step >= start; step--) {
        if (goesOn?.() === false) return false;
        if (this.stepBackward(memory, step, step - start, [cotangent, previous], outputCotangents))
          [cotangent, previous] = [previous, cotangent];
      }
      const count = (stop - start) * group.length;
      exports.finish(memory.input(0, start), memory.frame(0, 0), memory.frame(0, 1), count);
    }
    for (const [place, sequence] of group.entries())
      this.addStateGradients(cotangent + place * layout.cotangentBytes, sequence, initialStates);
    rows?.endBackward(this.changedRows(memory));
    return true;
  }

  /**
   * Takes a step back.
   *
   * @param index of its frame
   * @param cotangents the addresses of what it reads, and of what it writes
   * @returns whether it has written; if all sequences skip the step, what was to be read has changed
   */
  private stepBackward(
    memory: GroupMemory,
    step: number,
    index: number,
    [cotangent, previous]: readonly [number, number],
    outputCotangents: readonly Float32Array[],
  ): boolean {
    const {sizes, exports, layout} = this.program;
    const {abreast, cotangentBytes} = layout;
    const {group} = memory;
    const numbers = this.program.numbers();
    const count = this.countSteps(group, step);
    for (let place = 0; place < group.length; place++) {
      const offset = place * cotangentBytes;
      const from = cotangent + offset;
      const external = outputCotangents[place]!;
      if (this.isSkipped(group[place]!, step)) {
        this.skipBackward(from, external, step * sizes.output, memory.gradient(place, step));
        if (count > 0) numbers.copyWithin((previous + offset) / 4, from / 4, (from + cotangentBytes) / 4);
      } else copy(external, step * sizes.output, sizes.output, numbers, from / 4);
    }
    const isAbreast = count === abreast;
    const run = (isAbreast && exports.backwardAbreast) || exports.backward;
    for (let place = 0; place < group.length; place += isAbreast ? count : 1) {
      if (this.isSkipped(group[place]!, step)) continue;
      const offset = place * cotangentBytes;
      run(
        memory.input(place, step),
        memory.frame(place, index),
        memory.frame(place, index + 1),
        cotangent + offset,
        previous + offset,
        memory.gradient(place, step),
      );
    }
    return count > 0;
  }

  /** @param stateCotangents as those of `backwardGroup` */
  private setStateCotangents(
    cotangent: number,
    sequence: number,
    stateCotangents: readonly Float32Array[],
  ): void {
    const {sizes, layout, rows} = this.program;
    const numbers = this.program.numbers();
    for (const [index, given] of stateCotangents.entries()) {
      const size = sizes.states[index]!;
      if (given.length === 0) continue;
      const to = (cotangent + layout.cotangentParts[1 + index]!) / 4;
      if (rows?.has(index)) rows.setGradient(index, given, sequence * size);
      else copy(given, sequence * size, size, numbers, to);
    }
  }

  /** @param initialStates as those of `backwardGroup` */
  private addStateGradients(
    cotangent: number,
    sequence: number,
    initialStates: readonly Float32Array[],
  ): void {
    const {sizes, layout, rows} = this.program;
    const numbers = this.program.numbers();
    for (const [index, gradient] of initialStates.entries()) {
      const size = sizes.states[index]!;
      if (gradient.length === 0) continue;
      const start = rowStart(gradient, sequence, size);
      const from = (cotangent + layout.cotangentParts[1 + index]!) / 4;
      if (rows?.has(index)) rows.addGradient(index, gradient, start);
      else
        for (let element = 0; element < size; element++)
          gradient[start + element]! += numbers[from + element]!;
    }
  }

  /** The addresses of the lists of the rows whose gradients a sequence changed. */
  private *changedRows(memory: GroupMemory): Generator<number> {
    const {lists} = this.program.frame;
    for (let step = 0; step < this.given.steps; step++)
      for (const list of lists) yield memory.frame(0, step + 1) + list;
  }

  private isSkipped(sequence: number, step: number): boolean {
    const {mask, steps} = this.given;
    return mask !== undefined && !mask[sequence * steps + step];
  }

  /** How many sequences of a group do not skip a step. */
  private countSteps(group: SequenceGroup, step: number): number {
    if (this.given.mask === undefined) return group.length;
    return group.filter((sequence) => !this.isSkipped(sequence, step)).length;
  }

  private memoryOf(group: SequenceGroup): GroupMemory {
    return new GroupMemory(this.program, this.given.steps, this.layout, group);
  }

  /** @param outputs of each sequence, `[steps, units]`, to be written; undefined if nobody reads them */
  private runSegment(
    memory: GroupMemory,
    segment: number,
    goesOn: (() => boolean) | undefined,
    outputs?: readonly Float32Array[],
  ): boolean {
    const {exports, sizes, layout, frame: plan} = this.program;
    const {group} = memory;
    const numbers = this.program.numbers();
    const start = segment * this.layout.segment;
    const stop = Math.min(this.given.steps, start + this.layout.segment);
    for (let step = start; step < stop; step++) {
      if (goesOn?.() === false) return false;
      const index = step - start;
      const isAbreast = this.countSteps(group, step) === layout.abreast;
      const run = (isAbreast && exports.forwardAbreast) || exports.forward;
      for (let place = 0; place < group.length; place++) {
        const input = memory.input(place, step);
        const frame = memory.frame(place, index);
        const next = memory.frame(place, index + 1);
        if (this.isSkipped(group[place]!, step)) this.skipForward(memory, input, frame, next);
        else if (!isAbreast || place === 0) run(input, frame, next);
        if (outputs !== undefined)
          copy(numbers, (next + plan.output) / 4, sizes.output, outputs[place]!, step * sizes.output);
      }
    }
    return true;
  }

  /** A skipped step, as in tfjs: states do not change, and the output is the first state. */
  private skipForward(memory: GroupMemory, input: number, frame: number, next: number): void {
    const {frame: plan, sizes} = this.program;
    const numbers = this.program.numbers();
    numbers.fill(0, input / 4, input / 4 + sizes.input); // so that it does not contribute to a gradient
    numbers.fill(0, next / 4, (next + plan.bytes) / 4);
    memory.copyStates(next, frame);
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
}

/** Views of a group's parts of an array over all sequences of a batch. */
export function rowsOf(all: Float32Array, batch: number, group: SequenceGroup): Float32Array[] {
  return group.map((sequence) => rowOf(all, batch, sequence));
}
