import {arrayMemory, requireKeys, requireMemory, requirePositiveInteger} from '@ntmjs/arguments';
import type {RNN} from '@tensorflow/tfjs-layers';
import {compiledRunnerOf} from './compile.js';
import {LayerValues} from './layerValues.js';
import {StepProgram} from './program.js';
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
  private readonly program: StepProgram;
  private readonly values: LayerValues;
  private readonly outputs: Float32Array;
  /** Addresses: of an input, and of the frames of all sequences before and after a step. */
  private readonly input: number;
  private current: number;
  private next: number;

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
    // A separate instance: the memory of the layer's own is that of its last batch.
    this.program = new StepProgram(compiledRunnerOf(layer).program.code);
    this.values = new LayerValues(layer, new SequenceRunner(this.program, 0));
    const {sizes, frame} = this.program;
    const frames = (batch: number) => batch * frame.bytes;
    const sizeOf = {'stepper.batch': this.batch};
    requireMemory(
      'the memory of a stepper',
      sizeOf,
      (size) => 2 * frames(size['stepper.batch']),
      arrayMemory(),
    );
    this.input = this.program.reserve(4 * sizes.input);
    this.current = this.program.reserve(frames(this.batch));
    this.next = this.program.reserve(frames(this.batch));
    this.outputs = new Float32Array(this.batch * sizes.output);
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
    const {batch, program, outputs, input} = this;
    const {sizes, frame, exports} = program;
    requireArray('inputs', inputs, batch * sizes.input);
    this.values.read();
    const numbers = program.numbers();
    for (let sequence = 0; sequence < batch; sequence++) {
      for (let index = 0; index < sizes.input; index++) {
        numbers[input / 4 + index] = inputs[sequence * sizes.input + index]!;
      }
      const next = this.next + sequence * frame.bytes;
      exports.forward(input, this.current + sequence * frame.bytes, next);
      const output = (next + frame.output) / 4;
      for (let unit = 0; unit < sizes.output; unit++) {
        outputs[sequence * sizes.output + unit] = numbers[output + unit]!;
      }
    }
    [this.current, this.next] = [this.next, this.current];
    return outputs;
  }

  /**
   * Begins anew.
   *
   * @param states `[batch, size]` each, as `states` returns them; optional, defaults to the layer's own initial states
   * @throws ArgumentError if there are more or fewer states, or one has another size
   */
  reset(states?: readonly ArrayLike<number>[]): void {
    const {sizes} = this.program;
    const own = this.values.read();
    if (states !== undefined) {
      requireArrays(
        'states',
        states,
        sizes.states.map((size) => this.batch * size),
      );
    }
    for (let sequence = 0; sequence < this.batch; sequence++) {
      for (const [index, size] of sizes.states.entries()) {
        const from = states === undefined ? 0 : sequence * size;
        const values = states?.[index] ?? own[index]!;
        const numbers = this.state(sequence, index);
        for (let element = 0; element < size; element++) numbers[element] = values[from + element]!;
      }
    }
  }

  /** Copies of the states after the last step, `[batch, size]` each. */
  get states(): Float32Array[] {
    return this.program.sizes.states.map((size, index) => {
      const all = new Float32Array(this.batch * size);
      for (let sequence = 0; sequence < this.batch; sequence++) {
        all.set(this.state(sequence, index), sequence * size);
      }
      return all;
    });
  }

  /** A view of a state of a sequence. */
  private state(sequence: number, index: number): Float32Array {
    const {frame, sizes} = this.program;
    const start = (this.current + sequence * frame.bytes + frame.states[index]!) / 4;
    return this.program.numbers().subarray(start, start + sizes.states[index]!);
  }
}
