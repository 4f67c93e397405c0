import {type StepCode, StepProgram} from '../program.js';
import {commonRows, type Numbers} from './numbers.js';
import {gradientsOf, pack, type RowPart, unpack} from './rowParts.js';
import {RowRunner} from './rowRunner.js';
import type {Stage} from './stage.js';

/** The compiled step of layers that map each row. */
export interface RowCode {
  /** Of the layers, for errors. */
  readonly name: string;
  readonly step: StepCode;
  /** What a row is made of. */
  readonly parts: readonly RowPart[];
}

/** Layers that map each row, whatever the other rows are: one compiled step, which runs over all rows. */
export class RowStage implements Stage {
  readonly memory: StepProgram | undefined;
  private readonly runner: RowRunner;
  private rows = 0;

  /** @param program of its step, which nothing else runs */
  constructor(
    private readonly code: RowCode,
    program = new StepProgram(code.step),
  ) {
    this.runner = new RowRunner(program);
    this.memory = memoryOf(program);
  }

  shared(): readonly Float32Array[] {
    return [this.runner.program.weightNumbers()];
  }

  sharedGradients(): readonly Float32Array[] {
    return [this.runner.program.gradientNumbers()];
  }

  forward(inputs: readonly Numbers[]): Float32Array {
    const rows = commonRows(this.code.name, inputs);
    const {runner} = this;
    const {output} = runner.program.sizes;
    this.rows = rows;
    runner.prepare(rows);
    pack(runner.inputs(rows), inputs, rows, 0);
    runner.forward(rows);
    const values = new Float32Array(rows * output);
    runner.copyOutputs(rows, 0, output, values, 0);
    return values;
  }

  backward(gradient: Float32Array): readonly (Float32Array | undefined)[] {
    const {rows, runner, code} = this;
    runner.cotangents(rows).set(gradient);
    runner.backward(rows);
    const gradients = gradientsOf(code.parts, rows);
    unpack(runner.inputGradients(rows), code.parts, gradients, rows, 0);
    return gradients;
  }
}

/** The program itself if it has weights. */
export function memoryOf(program: StepProgram): StepProgram | undefined {
  return program.sizes.weights.length > 0 ? program : undefined;
}
