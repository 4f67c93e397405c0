import {bytesOf} from '../../plan/plan.js';
import type {StepProgram} from '../program.js';

/** Runs a compiled step without states over many rows, forward and backward. */
export class RowRunner {
  private inputBase = 0;
  private gradientBase = 0;
  private cotangentBase = 0;
  private frameBase = 0;

  constructor(readonly program: StepProgram) {}

  /** Makes room for some rows. What ran before can no longer run backward. */
  prepare(rows: number): void {
    const {sizes, frame, end} = this.program;
    this.inputBase = end;
    this.gradientBase = this.inputBase + bytesOf(rows * sizes.input);
    this.cotangentBase = this.gradientBase + bytesOf(rows * sizes.input);
    this.frameBase = this.cotangentBase + bytesOf(rows * sizes.output);
    this.program.numbers(this.frameBase + rows * frame.bytes);
  }

  /** A view of the rows that the step reads, `[rows, input]`; like the next ones, until memory grows. */
  inputs(rows: number): Float32Array {
    return this.view(this.inputBase, rows * this.program.sizes.input);
  }

  /** The gradients with respect to the inputs, `[rows, input]`. */
  inputGradients(rows: number): Float32Array {
    return this.view(this.gradientBase, rows * this.program.sizes.input);
  }

  /** The gradients with respect to the outputs, `[rows, output]`, to be filled in before the step runs backward. */
  cotangents(rows: number): Float32Array {
    return this.view(this.cotangentBase, rows * this.program.sizes.output);
  }

  forward(rows: number): void {
    const {program, inputBase, frameBase} = this;
    const {exports, sizes, frame} = program;
    for (let row = 0; row < rows; row++) {
      const current = frameBase + row * frame.bytes;
      exports.forward(inputBase + 4 * row * sizes.input, current, current);
    }
  }

  /** Copies a part of each row's output. */
  copyOutputs(rows: number, offset: number, size: number, to: Float32Array, start: number): void {
    const {frame} = this.program;
    const numbers = this.program.numbers();
    const first = (this.frameBase + frame.output) / 4 + offset;
    for (let row = 0; row < rows; row++) {
      const from = first + (row * frame.bytes) / 4;
      if (size === 1) to[start + row] = numbers[from]!;
      else to.set(numbers.subarray(from, from + size), start + row * size);
    }
  }

  /** Runs backward, and adds to the program's weight gradients. */
  backward(rows: number): void {
    const {program, inputBase, gradientBase, cotangentBase, frameBase} = this;
    const {exports, sizes, frame} = program;
    const [, unused] = program.layout.cotangents;
    for (let row = 0; row < rows; row++) {
      const [input, current] = [4 * row * sizes.input, frameBase + row * frame.bytes];
      const cotangent = cotangentBase + 4 * row * sizes.output;
      exports.backward(inputBase + input, current, current, cotangent, unused, gradientBase + input);
    }
    exports.finish(inputBase, frameBase, frameBase, rows);
  }

  private view(base: number, length: number): Float32Array {
    return this.program.numbers().subarray(base / 4, base / 4 + length);
  }
}
