import type {CompileSettings} from '../runtime/compile.js';
import type {StepRuns} from '../runtime/explain.js';
import {compileStep, type StepSource} from '../runtime/pipeline.js';
import {commonRows, type Numbers} from './numbers.js';
import {type RowFunction, rowStepOf} from './rowCell.js';
import {gradientsOf, pack, unpack} from './rowParts.js';
import {RowRunner} from './rowRunner.js';
import type {Stage, StageWeights} from './stage.js';

/** Layers that map each row, whatever the other rows are: one compiled step, which runs over all rows of a batch. */
export class RowStage implements Stage {
  readonly weights: StageWeights | undefined;
  private readonly runner: RowRunner;
  private readonly step: StepSource;
  private rows = 0;

  /** @throws CompilationError if it cannot run compiled */
  constructor(
    private readonly rowFunction: RowFunction,
    {relaxedSimd}: CompileSettings,
  ) {
    this.step = rowStepOf(rowFunction, relaxedSimd);
    const program = compileStep(this.step);
    this.runner = new RowRunner(program);
    const {weights: variables} = rowFunction;
    this.weights = variables.length > 0 ? {memory: program, variables} : undefined;
  }

  get runs(): StepRuns {
    return {step: this.step, count: this.rows};
  }

  forward(inputs: readonly Numbers[]): readonly Numbers[] {
    const rows = commonRows(this.rowFunction.name, inputs);
    const {runner} = this;
    const {outputSize} = this.rowFunction;
    this.rows = rows;
    runner.prepare(rows);
    pack(runner.inputs(rows), inputs, rows, 0);
    runner.forward(rows);
    const values = new Float32Array(rows * outputSize);
    runner.copyOutputs(rows, 0, outputSize, values, 0);
    return [{shape: [...inputs[0]!.shape.slice(0, -1), outputSize], values}];
  }

  backward([gradient]: readonly (Float32Array | undefined)[]): readonly (Float32Array | undefined)[] {
    const {rows, runner} = this;
    runner.cotangents(rows).set(gradient!);
    runner.backward(rows);
    const gradients = gradientsOf(this.rowFunction.parts, rows);
    unpack(runner.inputGradients(rows), this.rowFunction.parts, gradients, rows, 0);
    return gradients;
  }
}
