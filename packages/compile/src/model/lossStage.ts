import * as tf from '@tensorflow/tfjs-core';
import type {CompileSettings} from '../runtime/compile.js';
import type {StepRuns} from '../runtime/explain.js';
import {compileStep, type StepSource} from '../runtime/pipeline.js';
import {TraceError} from '../trace/compilationError.js';
import {onRecorder} from '../trace/recorder.js';
import {commonRows, type Numbers} from './numbers.js';
import {type RowFunction, rowStepOf} from './rowCell.js';
import {gradientsOf, pack, unpack} from './rowParts.js';
import {RowRunner} from './rowRunner.js';
import type {StageWeights} from './stage.js';
import {stopGradient} from './stopGradient.js';

/** A loss function of tfjs: from targets and predictions `[…, size]` to losses `[…]`. */
export type LossFunction = (targets: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;

/** A loss that may be compiled: that of a model with one output. */
export interface OutputLoss {
  readonly lossFunction: LossFunction;
  /** The number of dimensions of the output. */
  readonly rank: number;
  /** The number of targets of each row of the output. */
  readonly targetSize: number;
}

/** The end of a training pass: the loss, and its gradient. */
export interface LossResult {
  /** The mean over all rows. */
  readonly loss: number;
  /** `[…, size]` */
  readonly predictions: Numbers;
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
  readonly weights: StageWeights | undefined;
  private readonly runner: RowRunner;
  private readonly rowFunction: RowFunction;
  private readonly outputSize: number;
  private readonly step: StepSource;
  private rows = 0;

  /**
   * @param last from the stage's inputs to the predictions
   * @throws CompilationError if it cannot run compiled
   */
  constructor(last: RowFunction, loss: OutputLoss, {relaxedSimd}: CompileSettings) {
    const {outputSize} = last;
    const {lossFunction, rank, targetSize} = loss;
    requireRowwise(loss, outputSize);
    this.outputSize = outputSize;
    this.rowFunction = {
      ...last,
      name: `${last.name} with its loss`,
      parts: [...last.parts, {size: targetSize, needsGradient: false}],
      outputSize: 1 + outputSize,
      apply: (parts) => {
        const predictions = last.apply(parts.slice(0, -1));
        const [rows] = predictions.shape as [number];
        const ranked = (all: tf.Tensor, size: number) => tf.reshape(all, [...shapeOfRows(rows, rank), size]);
        const losses = lossFunction(ranked(parts.at(-1)!, targetSize), ranked(predictions, outputSize));
        return tf.concat([tf.reshape(losses, [rows, 1]), stopGradient(predictions)], 1);
      },
    };
    this.step = rowStepOf(this.rowFunction, relaxedSimd);
    const program = compileStep(this.step);
    this.runner = new RowRunner(program);
    const {weights: variables} = last;
    this.weights = variables.length > 0 ? {memory: program, variables} : undefined;
  }

  get runs(): StepRuns {
    return {step: this.step, count: this.rows};
  }

  /**
   * Runs forward and backward, and adds to the gradients of the weights.
   *
   * @param targets `[…, targetSize]`, with as many rows as the inputs
   * @param weights `[rows]`: what the loss of each row is multiplied by; optional, 1 by default
   */
  run(inputs: readonly Numbers[], targets: Numbers, weights?: Float32Array): LossResult {
    const {runner, rowFunction, outputSize} = this;
    const {frame, sizes} = runner.program;
    const rows = commonRows(rowFunction.name, [...inputs, targets]);
    this.rows = rows;
    const block = Math.min(rows, Math.max(16, Math.floor(BLOCK_BYTES / frame.bytes)));
    runner.prepare(block);
    runner.cotangents(block).fill(0);
    const losses = new Float32Array(rows);
    const predictions = new Float32Array(rows * outputSize);
    const gradients = gradientsOf(rowFunction.parts.slice(0, -1), rows);
    for (let first = 0; first < rows; first += block) {
      const count = Math.min(block, rows - first);
      const cotangents = runner.cotangents(count);
      for (let row = 0; row < count; row++)
        cotangents[row * sizes.output] = (weights?.[first + row] ?? 1) / rows;
      pack(runner.inputs(count), [...inputs, targets], count, first);
      runner.forward(count);
      runner.copyOutputs(count, 0, 1, losses, first);
      runner.copyOutputs(count, 1, outputSize, predictions, first * outputSize);
      runner.backward(count);
      unpack(runner.inputGradients(count), rowFunction.parts, gradients, count, first);
    }
    return {
      loss: losses.reduce((sum, loss, row) => sum + loss * (weights?.[row] ?? 1), 0) / rows,
      predictions: {shape: [...inputs[0]!.shape.slice(0, -1), outputSize], values: predictions},
      gradients,
    };
  }
}

/** The shape, but for the last axis, of rows of a tensor of some rank: `[rows, 1, …]`. */
function shapeOfRows(rows: number, rank: number): number[] {
  return [rows, ...Array.from({length: rank - 2}, () => 1)];
}

/**
 * Checks that a loss function returns a loss for each row, whatever the other rows are.
 *
 * @throws TraceError if it does not
 */
function requireRowwise({lossFunction, rank, targetSize}: OutputLoss, outputSize: number): void {
  const shape = Array.from({length: rank - 1}, (_, axis) => 2 + axis);
  const rows = shape.reduce((product, dim) => product * dim, 1);
  const fits = onRecorder(() => {
    const random = (size: number) => tf.randomUniform<tf.Rank.R2>([rows, size], 0.1, 0.9, 'float32', size);
    const [targets, predictions] = [random(targetSize), random(outputSize)];
    const together = lossFunction(
      tf.reshape(targets, [...shape, targetSize]),
      tf.reshape(predictions, [...shape, outputSize]),
    );
    if (!tf.util.arraysEqual(together.shape, shape)) return false;
    const single = Array.from({length: rows}, (_, row) => {
      const cut = (all: tf.Tensor2D) =>
        tf.reshape(tf.slice(all, row, 1), [...shapeOfRows(1, rank), all.shape[1]]);
      return tf.reshape(lossFunction(cut(targets), cut(predictions)), [1]);
    });
    const differences = tf.abs(tf.sub(tf.reshape(together, [rows]), tf.concat(single)));
    return tf.max(differences).dataSync()[0]! < ROW_TOLERANCE;
  });
  if (!fits)
    throw new TraceError('the loss function does not return a loss for each row, whatever the others are');
}

/** The largest difference between the loss of a row alone and among others. */
const ROW_TOLERANCE = 1e-4;

/**
 * The loss of predictions and its gradient as tfjs computes them: of any loss functions, and with weights of samples.
 *
 * @param lossOf from tensors of the predictions to the loss, a scalar
 * @returns the loss, and its gradient with respect to each of the predictions
 */
export function eagerLoss(
  predictions: readonly Numbers[],
  lossOf: (predictions: tf.Tensor[]) => tf.Scalar,
): {readonly loss: number; readonly gradients: readonly Float32Array[]} {
  const [loss, ...gradients] = tf.tidy(() => {
    const tensors = predictions.map(({values, shape}) => tf.tensor(values, [...shape]));
    const {value, grads} = tf.valueAndGrads((...all: tf.Tensor[]) => lossOf(all))(tensors);
    return [value, ...grads];
  });
  const numbers = [loss!, ...gradients].map((tensor) => tensor.dataSync() as Float32Array);
  tf.dispose([loss!, ...gradients]);
  return {loss: numbers[0]![0]!, gradients: numbers.slice(1)};
}
