import * as tf from '@tensorflow/tfjs-core';
import type {LayerVariable, layers} from '@tensorflow/tfjs-layers';
import {TraceError} from './compilationError.js';
import {type KernelCall, onRecorder, type Recording, record, type TracedTensor, traced} from './recorder.js';
import {substituted} from './substitute.js';

/** The tensors that a step of a cell starts from and ends with. */
export interface StepEnds {
  /** The input, the states and the weights. */
  readonly sources: readonly TracedTensor[];
  /** The output and the next states. */
  readonly results: readonly TracedTensor[];
}

/**
 * Whether the trace of a batch shows that a cell processes its samples alike and independently, since it is that of one sample, except
 * that the outermost dimension of some tensors is the batch.
 *
 * A kernel that mixed samples would have to work along the batch, and its output would not have the batch as its outermost and only new
 * dimension; except for `Softmax` and `Reverse`, which keep the shape.
 *
 * @param alone the trace of one sample; calls after those of the step itself do not matter
 */
export function isTracedAlikeInBatches(
  cell: layers.RNNCell,
  inputSize: number,
  alone: Recording<StepEnds>,
): boolean {
  const batch = unusedSize(alone.calls);
  return isBatchOf(alone, traceBatch(cell, inputSize, batch), batch);
}

/** The smallest size of a batch that no dimension of a trace has by chance. */
export function unusedSize(calls: readonly KernelCall[]): number {
  const used = new Set<number>();
  const use = ({shape}: TracedTensor) => {
    for (let axis = 0; axis < shape.length; axis++) used.add(shape[axis]!);
  };
  for (const {inputs, outputs} of calls) {
    for (const name of Object.keys(inputs)) use(inputs[name]!);
    for (const output of outputs) use(output);
  }
  let size = 2;
  while (used.has(size)) size++;
  return size;
}

/** What is traced of a cell: the weights that are parameters, and whether the step is one of training. */
interface BatchMode {
  readonly weights: readonly LayerVariable[];
  readonly training: boolean;
}

/** Traces one step of a cell, without its gradient, for a batch of that size. */
export function traceBatch(
  cell: layers.RNNCell,
  inputSize: number,
  batch: number,
  {weights, training}: BatchMode = {weights: cell.trainableWeights, training: true},
): Recording<StepEnds> {
  const vectors = [inputSize, ...[cell.stateSize].flat()];
  const shapes = weights.map(({shape}) => shape as number[]);
  return record([...vectors.map((size) => [batch, size]), ...shapes], (...sources) => {
    const [inputs, variables] = [sources.slice(0, vectors.length), sources.slice(vectors.length)];
    const results = substituted(cell, variables, () => callOf(cell, inputs, training), weights);
    tf.concat(results, 1); // reads results that are constant
    return {sources: sources.map(traced), results: results.map(traced)};
  });
}

function callOf(cell: layers.RNNCell, inputs: tf.Tensor[], training = true): tf.Tensor[] {
  return cell.call(inputs, {training}) as tf.Tensor[];
}

/** Whether a trace of a batch is that of one sample, except that the outermost dimension of some tensors is the batch. */
export function isBatchOf(alone: Recording<StepEnds>, together: Recording<StepEnds>, batch: number): boolean {
  const twins = new Map<object, object>();
  const isTwin = (one: TracedTensor, many: TracedTensor): boolean => {
    const [constant, constants] = [alone.constants.get(one.data), together.constants.get(many.data)];
    if (constant === undefined || constants === undefined) return twins.get(one.data) === many.data;
    if (constants.length < constant.length) return false;
    return constants.every((value, index) => value === constant[index % constant.length]);
  };
  const isAlike = (one: KernelCall | undefined, many: KernelCall): boolean => {
    if (one === undefined || !isSameKernel(one, many)) return false;
    let isBatch = false;
    for (const name of Object.keys(many.inputs)) {
      const [input, twin] = [one.inputs[name]!, many.inputs[name]!];
      const axis = batchAxis(input, twin, batch);
      if (!isTwin(input, twin) || (axis === undefined && !isSame(input.shape, twin.shape))) return false;
      if (axis !== undefined && keepsShapeAlong(many, axis)) return false;
      isBatch ||= axis !== undefined;
    }
    return many.outputs.every((twin, index) => {
      const output = one.outputs[index]!;
      twins.set(output.data, twin.data);
      return batchAxis(output, twin, batch) !== undefined || (!isBatch && isSame(output.shape, twin.shape));
    });
  };
  for (const [index, {data}] of alone.result.sources.entries())
    twins.set(data, together.result.sources[index]!.data);
  return (
    together.calls.every((call, index) => isAlike(alone.calls[index], call)) &&
    together.result.results.every((twin, index) => {
      const result = alone.result.results[index]!;
      return batchAxis(result, twin, batch) !== undefined && isTwin(result, twin);
    })
  );
}

/** The dimension that is 1 in one shape and the batch in the other, if the shapes are alike otherwise and no dimension is outside of it. */
function batchAxis(
  {shape: one}: TracedTensor,
  {shape: many}: TracedTensor,
  batch: number,
): number | undefined {
  const axis = many.findIndex((dim) => dim !== 1);
  if (one.length !== many.length || one[axis] !== 1 || many[axis] !== batch) return undefined;
  return one.every((dim, other) => other === axis || dim === many[other]) ? axis : undefined;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** Attributes that follow from the shapes of inputs and outputs. */
const SHAPES: ReadonlySet<string> = new Set(['shape', 'size', 'reps', 'numOrSizeSplits']);

/** Whether two calls are alike in all but the shapes and numbers of their tensors. */
function isSameKernel(one: KernelCall, many: KernelCall): boolean {
  return (
    one.kernel === many.kernel &&
    one.outputs.length === many.outputs.length &&
    hasSameNames(one.inputs, many.inputs) &&
    hasSameNames(one.attributes, many.attributes) &&
    Object.keys(one.attributes).every(
      (name) => SHAPES.has(name) || isEqual(one.attributes[name], many.attributes[name]),
    )
  );
}

function hasSameNames(one: object, other: object): boolean {
  const [names, others] = [Object.keys(one), Object.keys(other)];
  return names.length === others.length && names.every((name, index) => name === others[index]);
}

/** Whether attributes are equal: numbers, texts, and lists of numbers. */
function isEqual(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Whether a kernel works along an axis of its input, and yet keeps its shape. */
function keepsShapeAlong({kernel, inputs, attributes}: KernelCall, axis: number): boolean {
  if (kernel === 'Softmax') return axis === inputs.logits!.shape.length - 1;
  if (kernel !== 'Reverse') return false;
  return tf.util.parseAxisParam(attributes.dims as number[], [...inputs.x!.shape]).includes(axis);
}

/** The largest difference between a sample's results alone and in a batch, relative to the largest result. */
const TOLERANCE = 1e-4;

/**
 * Computes a step with numbers, of samples alone and in a batch.
 *
 * @throws TraceError if a sample's results are not the same alone and in a batch
 */
export function requireEqualNumbersInBatches(cell: layers.RNNCell, inputSize: number): void {
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
