import * as tf from '@tensorflow/tfjs-core';
import type {CompileSettings} from '../runtime/compile.js';
import {compileStep, type StepSource} from '../runtime/pipeline.js';
import type {StepProgram} from '../runtime/program.js';
import type {LossCode} from '../runtime/stages/lossStage.js';
import type {Numbers} from '../runtime/stages/numbers.js';
import {TraceError} from '../trace/compilationError.js';
import {onRecorder} from '../trace/recorder.js';
import {type RowFunction, rowStepOf} from './rowCell.js';
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

/** The last layers of a model and its loss, compiled. */
export interface CompiledLoss {
  readonly code: LossCode;
  readonly program: StepProgram;
  readonly step: StepSource;
}

/**
 * Compiles the last layers of a model together with the loss of each row.
 *
 * @param last from their inputs to the predictions
 * @throws CompilationError if that is not possible
 */
export function compileLoss(
  last: RowFunction,
  loss: OutputLoss,
  {relaxedSimd}: CompileSettings,
): CompiledLoss {
  const {outputSize} = last;
  const {lossFunction, rank, targetSize} = loss;
  requireRowwise(loss, outputSize);
  const rowFunction: RowFunction = {
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
  const step = rowStepOf(rowFunction, relaxedSimd);
  const program = compileStep(step);
  const {name, parts} = rowFunction;
  return {code: {name, step: program.code, parts}, program, step};
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
