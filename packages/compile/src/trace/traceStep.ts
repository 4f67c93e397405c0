import * as tf from '@tensorflow/tfjs-core';
import {layers} from '@tensorflow/tfjs-layers';
import {TraceError} from './compilationError.js';
import {type KernelCall, onRecorder, record, type TracedTensor} from './recorder.js';

/** The kernel calls of one step of a cell and of its vector-Jacobian product, for one sample. */
export interface StepTrace {
  readonly calls: readonly KernelCall[];
  readonly constants: ReadonlyMap<object, Float32Array>;
  readonly input: TracedTensor;
  readonly states: readonly TracedTensor[];
  readonly weights: readonly TracedTensor[];
  /** `[1, units + Σ state sizes]`: the cotangent of the output, then those of the next states. */
  readonly cotangent: TracedTensor;
  readonly output: TracedTensor;
  readonly nextStates: readonly TracedTensor[];
  /** With respect to the input, the states and the weights; null if the step does not depend on one. */
  readonly gradients: readonly (TracedTensor | null)[];
  /** All of the above as text. Steps with equal texts compute the same. */
  readonly text: string;
}

/**
 * Traces one step of a cell for one sample; a batch is a loop over samples.
 *
 * The step is traced twice with different values, and both traces must be equal. Otherwise a branch or a shape that depends
 * on values, or randomness such as dropout, would be compiled as it was in one run. A sample's results must also be the same
 * alone and in a batch.
 *
 * @param cell built
 * @param inputSize the width of its input
 * @param layer its name, for errors
 * @throws TraceError if the cell cannot be traced; it names the layer and the kernel
 */
export function traceStep(cell: layers.RNNCell, inputSize: number, layer: string): StepTrace {
  const [first, second] = tracing(layer, () => [
    traceOnce(cell, inputSize, 1),
    traceOnce(cell, inputSize, 2),
  ]);
  const [before, after] = [first, second].map(linesOf) as [string[], string[]];
  const difference = before.findIndex((line, index) => line !== after[index]);
  if (difference < 0 && before.length === after.length) {
    tracing(layer, () => requireSeparateSamples(cell, inputSize));
    return {...first, text: before.join('\n')};
  }
  const {kernel} = first.calls[difference] ?? first.calls.at(-1)!;
  throw new TraceError(
    `${layer}: the kernel ${kernel} is called differently for different values: branches and shapes that depend on values, ` +
      'and randomness such as dropout, cannot be compiled',
  );
}

/** Runs the code of a cell; whatever it throws becomes a `TraceError` that names the layer. */
function tracing<T>(layer: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const {name, message} = cause as Error;
    const reason =
      cause instanceof TraceError ? message : `its step fails while it is traced: ${name}: ${message}`;
    throw new TraceError(`${layer}: ${reason}`, {cause});
  }
}

/** The largest difference between a sample's results alone and in a batch, relative to the largest result. */
const SAMPLE_TOLERANCE = 1e-4;

/** Checks that the samples of a batch do not influence each other. If they do, a trace of one sample is not enough. */
function requireSeparateSamples(cell: layers.RNNCell, inputSize: number): void {
  const sizes = [inputSize, ...[cell.stateSize].flat()];
  const difference = onRecorder(() => {
    const weights = cell.trainableWeights.map((weight) =>
      tf.randomUniform(weight.shape as number[], -0.1, 0.1, 'float32', 3),
    );
    const both = sizes.map((size) =>
      tf.randomUniform<tf.Rank.R2>([2, size], 0.1, 0.9, 'float32', 3000 + size),
    );
    const restore = substitute(cell, weights);
    try {
      const call = (inputs: tf.Tensor[]) => tf.concat(cell.call(inputs, {training: true}) as tf.Tensor[], 1);
      const alone = [0, 1].map((sample) =>
        call(both.map((tensor) => tf.slice(tensor, [sample, 0], [1, tensor.shape[1]]))),
      );
      const together = call(both);
      const largest = tf.max(tf.abs(tf.sub(together, tf.concat(alone, 0)))).dataSync()[0]!;
      return largest / Math.max(1, tf.max(tf.abs(together)).dataSync()[0]!);
    } finally {
      restore();
    }
  });
  if (difference <= SAMPLE_TOLERANCE) return;
  throw new TraceError(
    `the results of a sample differ alone and in a batch, by ${difference}: a cell that mixes samples cannot be compiled`,
  );
}

type Trace = Omit<StepTrace, 'text'>;

/** A trace as text: each call, with its kernel, attributes and inputs, of which constants by value; then the results. */
function linesOf(trace: Trace): string[] {
  const {calls, constants, input, states, weights, cotangent, output, nextStates, gradients} = trace;
  const names = new Map<object, string>();
  const textOf = ({data, shape, dtype}: TracedTensor): string => {
    const constant = constants.get(data);
    const name = constant === undefined ? (names.get(data) ?? String(names.size)) : `[${constant.join(',')}]`;
    if (constant === undefined) names.set(data, name);
    return `${name}:${dtype}:${shape}`;
  };
  // Parameters have the first names, so that which is which is part of the text.
  const parameters = [input, ...states, ...weights, cotangent].map(textOf);
  const lines = calls.map(({kernel, inputs, attributes, outputs}) => {
    const reads = Object.entries(inputs).map(([name, tensor]) => `${name}=${textOf(tensor)}`);
    return `${kernel} ${JSON.stringify(attributes)} ${reads.join(' ')} -> ${outputs.map(textOf).join(' ')}`;
  });
  const results = [output, ...nextStates, ...gradients].map((tensor) =>
    tensor === null ? '-' : textOf(tensor),
  );
  return [...lines, `${parameters.join(' ')} -> ${results.join(' ')}`];
}

function traceOnce(cell: layers.RNNCell, inputSize: number, seed: number): Trace {
  const stateSizes = [cell.stateSize].flat();
  const weights = cell.trainableWeights;
  const sample = (size: number) =>
    tf.randomUniform([1, size], 0.1, 0.9, 'float32', seed * 1000 + size) as tf.Tensor2D;
  const parameters = () => [
    sample(inputSize),
    ...stateSizes.map(sample),
    ...weights.map((weight) => tf.randomUniform(weight.shape as number[], -0.1, 0.1, 'float32', seed)),
    sample(stateSizes[0]! + stateSizes.reduce((sum, size) => sum + size, 0)),
  ];
  const {result, calls, constants} = record(parameters, (...all) => {
    const input = all[0]!;
    const states = all.slice(1, 1 + stateSizes.length);
    const variables = all.slice(1 + stateSizes.length, -1);
    const cotangent = all.at(-1)! as tf.Tensor2D;
    let outputs: tf.Tensor[] = [];
    const restore = substitute(cell, variables);
    try {
      const {grads} = tf.engine().gradients(
        () => {
          outputs = cell.call([input, ...states], {training: true}) as tf.Tensor[];
          return tf.concat(outputs, 1) as tf.Tensor2D;
        },
        [input, ...states, ...variables],
        cotangent,
        true,
      );
      return {
        input: traced(input),
        states: states.map(traced),
        weights: variables.map(traced),
        cotangent: traced(cotangent),
        output: traced(outputs[0]!),
        nextStates: outputs.slice(1).map(traced),
        gradients: grads.map((gradient) => (gradient == null ? null : traced(gradient))),
      };
    } finally {
      restore();
    }
  });
  return {...result, calls, constants};
}

function traced({dataId, shape, dtype}: tf.Tensor): TracedTensor {
  return {data: dataId, shape, dtype};
}

/**
 * Makes a cell's weights read as other tensors, so that tracing does not touch the real ones, and removes the dropout masks
 * that the cell and its inner cells hold, so that every trace draws its own.
 *
 * @returns a function that undoes both
 */
function substitute(cell: layers.RNNCell, tensors: readonly tf.Tensor[]): () => void {
  const weights = cell.trainableWeights;
  for (const [index, weight] of weights.entries()) {
    Object.defineProperty(weight, 'read', {value: () => tensors[index], configurable: true});
  }
  const restoreMasks = [...withInnerCells(cell)].map(withoutMasks);
  return () => {
    for (const weight of weights) Reflect.deleteProperty(weight, 'read');
    for (const restore of restoreMasks) restore();
  };
}

/** The dropout masks of a tfjs cell, which the first step of a sequence draws and the others share. */
type Masks = Partial<Record<'dropoutMask' | 'recurrentDropoutMask', tf.Tensor | tf.Tensor[] | null>>;

/** Removes a cell's dropout masks; the function returned puts them back, and disposes those drawn since. */
function withoutMasks(cell: Masks): () => void {
  const names = ['dropoutMask', 'recurrentDropoutMask'] as const;
  const held = names.filter((name) => name in cell).map((name) => [name, cell[name]] as const);
  for (const [name] of held) cell[name] = null;
  return () => {
    for (const [name, mask] of held) {
      tf.dispose(cell[name] ?? []);
      cell[name] = mask;
    }
  };
}

/** A cell and all cells inside it. */
function withInnerCells(cell: layers.RNNCell, found = new Set<layers.RNNCell>()): Set<layers.RNNCell> {
  found.add(cell);
  for (const part of Object.values(cell).flat()) {
    if (part instanceof layers.RNNCell && !found.has(part)) withInnerCells(part, found);
  }
  return found;
}
