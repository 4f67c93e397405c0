import * as tf from '@tensorflow/tfjs-core';
import type {layers} from '@tensorflow/tfjs-layers';
import {TraceError} from './compilationError.js';
import {type KernelCall, onRecorder, type Recording, record, type TracedTensor} from './recorder.js';
import {substituted} from './substitute.js';

/** The tensors that a step of a cell starts from and ends with. */
export interface StepEnds {
  /** The input, the states and the weights. */
  readonly sources: readonly TracedTensor[];
  /** The output and the next states. */
  readonly results: readonly TracedTensor[];
}

/**
 * Checks that a cell processes the samples of a batch alike and independently. If it does not, a trace of one sample is not enough.
 *
 * The check compares traces of one sample and of a batch. Where they are too different for that, it compares numbers.
 *
 * @param alone the trace of one sample; calls after those of the step itself do not matter
 * @throws TraceError if a sample's results are not the same alone and in a batch
 */
export function requireSeparateSamples(
  cell: layers.RNNCell,
  inputSize: number,
  alone: Recording<StepEnds>,
): void {
  const batch = unusedSize(alone.calls);
  if (!isBatchOf(alone, traceBatch(cell, inputSize, batch), batch)) compareNumbers(cell, inputSize);
}

/** The smallest size of a batch that no dimension of a trace has by chance. */
function unusedSize(calls: readonly KernelCall[]): number {
  const used = new Set<number>();
  for (const {inputs, outputs} of calls) {
    for (const {shape} of [...Object.values(inputs), ...outputs]) for (const dim of shape) used.add(dim);
  }
  let size = 2;
  while (used.has(size)) size++;
  return size;
}

function traceBatch(cell: layers.RNNCell, inputSize: number, batch: number): Recording<StepEnds> {
  const vectors = [inputSize, ...[cell.stateSize].flat()];
  const weights = cell.trainableWeights.map(({shape}) => shape as number[]);
  return record([...vectors.map((size) => [batch, size]), ...weights], (...sources) => {
    const [inputs, variables] = [sources.slice(0, vectors.length), sources.slice(vectors.length)];
    const results = substituted(cell, variables, () => callOf(cell, inputs));
    tf.concat(results, 1); // reads results that are constant
    return {sources: sources.map(traced), results: results.map(traced)};
  });
}

function callOf(cell: layers.RNNCell, inputs: tf.Tensor[]): tf.Tensor[] {
  return cell.call(inputs, {training: true}) as tf.Tensor[];
}

export function traced({dataId, shape, dtype}: tf.Tensor): TracedTensor {
  return {data: dataId, shape, dtype};
}

/**
 * Whether a trace of a batch is that of one sample, except that the outermost dimension of some tensors is the batch.
 *
 * Then each sample is processed as it is alone. A kernel that mixed samples would have to work along the batch, and its output would
 * not have the batch as its outermost and only new dimension; except for `Softmax` and `Reverse`, which keep the shape.
 */
function isBatchOf(alone: Recording<StepEnds>, together: Recording<StepEnds>, batch: number): boolean {
  const twins = new Map<object, object>();
  /** The dimension that is 1 in one shape and the batch in the other, if the shapes are alike otherwise and no dimension is outside of it. */
  const batchAxis = (one: TracedTensor, many: TracedTensor): number | undefined => {
    const axis = many.shape.findIndex((dim) => dim !== 1);
    const repeated = one.shape[axis] === 1 && many.shape[axis] === batch;
    return repeated && isSame(one.shape.with(axis, batch), many.shape) ? axis : undefined;
  };
  const isRepeated = (one: TracedTensor, many: TracedTensor) => batchAxis(one, many) !== undefined;
  const isTwin = (one: TracedTensor, many: TracedTensor): boolean => {
    const [constant, constants] = [alone.constants.get(one.data), together.constants.get(many.data)];
    if (constant === undefined || constants === undefined) return twins.get(one.data) === many.data;
    if (constants.length < constant.length) return false;
    return constants.every((value, index) => value === constant[index % constant.length]);
  };
  const isAlike = (one: KernelCall | undefined, many: KernelCall): boolean => {
    if (one?.kernel !== many.kernel || textOf(one) !== textOf(many)) return false;
    const inputs = pairs(Object.values(one.inputs), Object.values(many.inputs));
    const outputs = pairs(one.outputs, many.outputs);
    for (const [output, twin] of outputs) twins.set(output.data, twin.data);
    const axes = inputs.map((pair) => batchAxis(...pair)).filter((axis) => axis !== undefined);
    const isOne = (pair: [TracedTensor, TracedTensor]) => isSame(pair[0].shape, pair[1].shape);
    return (
      inputs.every((pair) => (isOne(pair) || isRepeated(...pair)) && isTwin(...pair)) &&
      outputs.every((pair) => (axes.length === 0 && isOne(pair)) || isRepeated(...pair)) &&
      !axes.some((axis) => keepsShapeAlong(many, axis))
    );
  };
  for (const [one, many] of pairs(alone.result.sources, together.result.sources))
    twins.set(one.data, many.data);
  const calls = alone.calls.filter(computes);
  return (
    together.calls.filter(computes).every((call, index) => isAlike(calls[index], call)) &&
    pairs(alone.result.results, together.result.results).every(
      (pair) => isRepeated(...pair) && isTwin(...pair),
    )
  );
}

function pairs<T>(first: readonly T[], second: readonly T[]): [T, T][] {
  return first.map((item, index) => [item, second[index]!]);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** Whether a call does more than to give its input another shape or type. */
function computes({inputs, outputs}: KernelCall): boolean {
  return !Object.values(inputs).some(({data}) => data === outputs[0]!.data);
}

/** Attributes that follow from the shapes of inputs and outputs. */
const SHAPES: ReadonlySet<string> = new Set(['shape', 'size', 'reps', 'numOrSizeSplits']);

/** What must be equal in two calls besides the kernel: the number of tensors, and attributes. */
function textOf({inputs, attributes, outputs}: KernelCall): string {
  const rest = Object.entries(attributes).filter(([name]) => !SHAPES.has(name));
  return JSON.stringify([Object.keys(inputs), outputs.length, rest]);
}

/** Whether a kernel works along an axis of its input, and yet keeps its shape. */
function keepsShapeAlong({kernel, inputs, attributes}: KernelCall, axis: number): boolean {
  if (kernel === 'Softmax') return axis === inputs.logits!.shape.length - 1;
  if (kernel !== 'Reverse') return false;
  return tf.util.parseAxisParam(attributes.dims as number[], [...inputs.x!.shape]).includes(axis);
}

/** The largest difference between a sample's results alone and in a batch, relative to the largest result. */
const TOLERANCE = 1e-4;

function compareNumbers(cell: layers.RNNCell, inputSize: number): void {
  const sizes = [inputSize, ...[cell.stateSize].flat()];
  const difference = onRecorder(() => {
    const weights = cell.trainableWeights.map((weight) =>
      tf.randomUniform(weight.shape as number[], -0.1, 0.1, 'float32', 3),
    );
    const both = sizes.map((size, index) =>
      tf.randomUniform<tf.Rank.R2>([2, size], 0.1, 0.9, 'float32', 4 + index),
    );
    return substituted(cell, weights, () => {
      const call = (inputs: tf.Tensor[]) => tf.concat(callOf(cell, inputs), 1);
      const alone = [0, 1].map((sample) =>
        call(both.map((tensor) => tf.slice(tensor, [sample, 0], [1, tensor.shape[1]]))),
      );
      const together = call(both);
      const largest = tf.max(tf.abs(tf.sub(together, tf.concat(alone, 0)))).dataSync()[0]!;
      return largest / Math.max(1, tf.max(tf.abs(together)).dataSync()[0]!);
    });
  });
  if (difference <= TOLERANCE) return;
  throw new TraceError(
    `the results of a sample differ alone and in a batch, by ${difference}: a cell that mixes samples cannot be compiled`,
  );
}
