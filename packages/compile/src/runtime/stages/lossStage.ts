import {type StepCode, StepProgram} from '../program.js';
import {commonRows, type Numbers} from './numbers.js';
import {gradientsOf, pack, type RowPart, unpack} from './rowParts.js';
import {RowRunner} from './rowRunner.js';
import {memoryOf} from './rowStage.js';

/** The compiled step of the last layers of a model and of the loss of each row. */
export interface LossCode {
  /** Of the layers, for errors. */
  readonly name: string;
  /** Its output is the loss of a row, followed by its predictions. */
  readonly step: StepCode;
  /** What a row is made of; the last part is its targets. */
  readonly parts: readonly RowPart[];
}

/** What a pass is compared with. */
export interface LossAims {
  /** `[…, targetSize]`, with as many rows as the inputs. */
  readonly targets: Numbers;
  /** `[rows]`: what the loss of each row is multiplied by. */
  readonly weights: Float32Array | undefined;
  /** The number of rows of the whole batch, over which the loss is the mean. */
  readonly rows: number;
}

/** The end of a training pass: the losses, and their gradients. */
export interface LossResult {
  /** `[rows]`; without the weights. */
  readonly losses: Float32Array;
  /** `[rows, size]` */
  readonly predictions: Float32Array;
  /** With respect to the inputs of the stage; undefined for one that has none. */
  readonly gradients: readonly (Float32Array | undefined)[];
}

/** The most bytes of frames of a block of rows: they stay in the second cache. */
const BLOCK_BYTES = 2 ** 18;

/**
 * The last layers of a model that act on each row alone, and the loss of each row. A block of rows runs forward and
 * backward before the next one.
 */
export class LossStage {
  readonly memory: StepProgram | undefined;
  private readonly runner: RowRunner;

  /** @param program of its step, which nothing else runs */
  constructor(
    private readonly code: LossCode,
    program = new StepProgram(code.step),
  ) {
    this.runner = new RowRunner(program);
    this.memory = memoryOf(program);
  }

  /** The size of the predictions of a row. */
  get outputSize(): number {
    return this.runner.program.sizes.output - 1;
  }

  shared(): readonly Float32Array[] {
    return [this.runner.program.weightNumbers()];
  }

  sharedGradients(): readonly Float32Array[] {
    return [this.runner.program.gradientNumbers()];
  }

  /**
   * Runs forward and backward, and adds to `sharedGradients`.
   *
   * @param goesOn called before each block: false ends the run
   * @returns undefined if it did not come to its end
   */
  run(
    inputs: readonly Numbers[],
    {targets, weights, rows: all}: LossAims,
    goesOn?: () => boolean,
  ): LossResult | undefined {
    const {runner, code, outputSize} = this;
    const {frame, sizes} = runner.program;
    const rows = commonRows(code.name, [...inputs, targets]);
    const block = Math.min(rows, Math.max(16, Math.floor(BLOCK_BYTES / frame.bytes)));
    runner.prepare(block);
    runner.cotangents(block).fill(0);
    const losses = new Float32Array(rows);
    const predictions = new Float32Array(rows * outputSize);
    const gradients = gradientsOf(code.parts.slice(0, -1), rows);
    for (let first = 0; first < rows; first += block) {
      if (goesOn?.() === false) return undefined;
      const count = Math.min(block, rows - first);
      const cotangents = runner.cotangents(count);
      for (let row = 0; row < count; row++)
        cotangents[row * sizes.output] = (weights?.[first + row] ?? 1) / all;
      pack(runner.inputs(count), [...inputs, targets], count, first);
      runner.forward(count);
      runner.copyOutputs(count, 0, 1, losses, first);
      runner.copyOutputs(count, 1, outputSize, predictions, first * outputSize);
      runner.backward(count);
      unpack(runner.inputGradients(count), code.parts, gradients, count, first);
    }
    return {losses, predictions, gradients};
  }
}
