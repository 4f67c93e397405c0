import {arrayMemory, requireKeys, requireMemory, requirePositiveInteger} from '@ntmjs/arguments';
import type {RNN} from '@tensorflow/tfjs-layers';
import {compiledRunnerOf} from './compile.js';
import {LayerValues} from './layerValues.js';
import {type StepCode, StepProgram} from './program.js';
import {requireArray, requireArrays} from './requireArray.js';
import {SequenceRunner} from './sequence.js';

export interface StepperArgs {
  /** How many sequences take each step together; defaults to 1. */
  readonly batch?: number | undefined;
}

/**
 * Runs one recurrent layer a step at a time, on arrays: it keeps the states of its sequences, and makes no tensor. The layer's weights
 * are read when they have changed.
 */
export class LayerStepper {
  readonly batch: number;
  private readonly outputs: Float32Array;
  /** One for all sequences; or one for each, if steps change rows of states in place. */
  private readonly parts: readonly Part[];

  /**
   * Begins with the layer's own initial states.
   *
   * @param layer built; it is compiled if it is not yet
   * @throws ArgumentError if it is no recurrent layer, or not built, or an argument is wrong
   * @throws CompilationError if the layer cannot run compiled; then it is eager if it was. Also if its initial states depend on its
   *   inputs, or there is no room for another memory
   */
  constructor(layer: RNN, args: StepperArgs = {}) {
    requireKeys('stepper', args, ['batch']);
    this.batch = requirePositiveInteger('stepper.batch', args.batch ?? 1);
    const {program} = compiledRunnerOf(layer);
    const {code, rows, frame, layout} = program;
    const bytesOf = (batch: number) => batch * (2 * frame.bytes + (rows === undefined ? 0 : layout.end));
    const sizeOf = {'stepper.batch': this.batch};
    requireMemory('the memory of a stepper', sizeOf, (size) => bytesOf(size['stepper.batch']), arrayMemory());
    const sequences = rows === undefined ? this.batch : 1;
    this.parts = Array.from({length: this.batch / sequences}, () => new Part(layer, code, sequences));
    this.outputs = new Float32Array(this.batch * program.sizes.output);
    this.reset();
  }

  /**
   * Takes one step of all sequences.
   *
   * @param inputs `[batch, inputs]`
   * @returns the outputs, `[batch, units]`: the same array each time, so that they are valid until the next step
   * @throws ArgumentError if there are more or fewer inputs
   */
  step(inputs: ArrayLike<number>): Float32Array {
    const {batch, outputs, parts} = this;
    const {sizes} = parts[0]!.program;
    requireArray('inputs', inputs, batch * sizes.input);
    for (const [index, part] of parts.entries()) part.step(inputs, outputs, index * part.sequences);
    return outputs;
  }

  /**
   * Begins anew.
   *
   * @param states `[batch, size]` each, as `states` returns them; optional, defaults to the layer's own initial states
   * @throws ArgumentError if there are more or fewer states, or one has another size
   */
  reset(states?: readonly ArrayLike<number>[]): void {
    const {sizes} = this.parts[0]!.program;
    if (states !== undefined) {
      requireArrays(
        'states',
        states,
        sizes.states.map((size) => this.batch * size),
      );
    }
    for (const [index, part] of this.parts.entries()) part.reset(states, index * part.sequences);
  }

  /** Copies of the states after the last step, `[batch, size]` each. */
  get states(): Float32Array[] {
    const {sizes} = this.parts[0]!.program;
    return sizes.states.map((size, state) => {
      const all = new Float32Array(this.batch * size);
      for (const [index, part] of this.parts.entries())
        part.copyState(state, all, index * part.sequences * size);
      return all;
    });
  }
}

/** Some of the sequences of a stepper, and their memory. */
class Part {
  readonly program: StepProgram;
  private readonly values: LayerValues;
  /** Addresses: of an input, and of the frames of the sequences before and after a step. */
  private readonly input: number;
  private current: number;
  private next: number;

  constructor(
    layer: RNN,
    code: StepCode,
    readonly sequences: number,
  ) {
    // A separate instance: the memory of the layer's own is that of its last batch.
    this.program = new StepProgram(code);
    this.values = new LayerValues(layer, new SequenceRunner(this.program, 0));
    const {sizes, frame} = this.program;
    this.input = this.program.reserve(4 * sizes.input);
    this.current = this.program.reserve(sequences * frame.bytes);
    this.next = this.program.reserve(sequences * frame.bytes);
  }

  /** @param first the index of the first sequence among those of inputs and outputs */
  step(inputs: ArrayLike<number>, outputs: Float32Array, first: number): void {
    const {sequences, program, input} = this;
    const {sizes, frame, exports} = program;
    this.values.read();
    const numbers = program.numbers();
    for (let sequence = 0; sequence < sequences; sequence++) {
      const at = first + sequence;
      for (let index = 0; index < sizes.input; index++)
        numbers[input / 4 + index] = inputs[at * sizes.input + index]!;
      const next = this.next + sequence * frame.bytes;
      exports.forward(input, this.current + sequence * frame.bytes, next);
      const output = (next + frame.output) / 4;
      for (let unit = 0; unit < sizes.output; unit++)
        outputs[at * sizes.output + unit] = numbers[output + unit]!;
    }
    [this.current, this.next] = [this.next, this.current];
  }

  /** @param first the index of the first sequence among those of the states */
  reset(states: readonly ArrayLike<number>[] | undefined, first: number): void {
    const {sizes, frame, rows} = this.program;
    const own = this.values.read();
    const given = sizes.states.map((size, index) => {
      const array = states === undefined ? own[index]! : Float32Array.from(states[index]!);
      return {array, start: states === undefined ? 0 : first * size};
    });
    rows?.begin(given);
    for (const [index, {array, start}] of given.entries()) {
      if (frame.states[index] === undefined) continue;
      const size = sizes.states[index]!;
      for (let sequence = 0; sequence < this.sequences; sequence++) {
        const from = states === undefined ? 0 : start + sequence * size;
        this.state(sequence, index).set(array.subarray(from, from + size));
      }
    }
  }

  /** Copies a state of the sequences. */
  copyState(index: number, to: Float32Array, at: number): void {
    const {sizes, frame, rows} = this.program;
    if (frame.states[index] === undefined) rows!.copy(index, to, at);
    else
      for (let sequence = 0; sequence < this.sequences; sequence++)
        to.set(this.state(sequence, index), at + sequence * sizes.states[index]!);
  }

  /** A view of a state of a sequence. */
  private state(sequence: number, index: number): Float32Array {
    const {frame, sizes} = this.program;
    const start = (this.current + sequence * frame.bytes + frame.states[index]!) / 4;
    return this.program.numbers().subarray(start, start + sizes.states[index]!);
  }
}
