import * as tf from '@tensorflow/tfjs-core';
import {layers} from '@tensorflow/tfjs-layers';
import {type KernelCall, onRecorder, record, type TracedTensor, TraceError} from './recorder.js';

/** One step of a cell and its vector-Jacobian product, as tfjs computes them for one sample. */
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
  /** With respect to input, states and weights; null where the step does not depend on it. */
  readonly gradients: readonly (TracedTensor | null)[];
}

/**
 * Traces one step of a cell, for one sample: a batch is many of them.
 *
 * It is traced twice, with other numbers, and must do the same both times: what depends on the numbers (a branch, a
 * shape) or on chance (dropout) would otherwise be frozen as it was.
 * A sample must also get what it gets in a batch.
 *
 * @param cell built
 * @param inputSize the width of its input
 * @param layer its name, for errors
 * @throws TraceError if the cell cannot be traced; it names the layer and the kernel
 */
export function traceStep(cell: layers.RNNCell, inputSize: number, layer: string): StepTrace {
  const inLayer = (trace: () => StepTrace): StepTrace => {
    try {
      return trace();
    } catch (error) {
      if (error instanceof TraceError) throw new TraceError(`${layer}: ${error.message}`);
      throw error;
    }
  };
  const first = inLayer(() => traceOnce(cell, inputSize, 1));
  const second = inLayer(() => traceOnce(cell, inputSize, 2));
  const [before, after] = [first, second].map(signature) as [string[], string[]];
  const place = before.findIndex((call, index) => call !== after[index]);
  if (place < 0 && before.length === after.length) {
    requireSeparateSamples(cell, inputSize, layer);
    return first;
  }
  const {kernel} = first.calls[place < 0 ? first.calls.length - 1 : place]!;
  throw new TraceError(
    `${layer}: at the kernel ${kernel} it does something else with other numbers: neither a branch or shape that depends ` +
      'on data nor chance (such as dropout) can be compiled',
  );
}

/** How far the results of a sample may be from those of the same sample in a batch, relative to the largest. */
const SAMPLE_TOLERANCE = 1e-4;

/** Checks that a sample of a batch gets what it gets alone: a cell that mixes samples cannot be traced for one. */
function requireSeparateSamples(cell: layers.RNNCell, inputSize: number, layer: string): void {
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
    `${layer}: a sample gets other results in a batch than alone (by ${difference}): what mixes samples cannot be compiled`,
  );
}

/** What each kernel of a trace is, what it reads, and the constants among that. */
function signature({calls, constants}: StepTrace): string[] {
  const names = new Map<object, string>();
  const nameOf = (data: object): string => {
    const constant = constants.get(data);
    if (constant !== undefined) return `[${constant.join(',')}]`;
    const name = names.get(data) ?? String(names.size);
    names.set(data, name);
    return name;
  };
  return calls.map(({kernel, inputs, attributes, outputs}) => {
    const reads = Object.entries(inputs).map(([name, {data, shape}]) => `${name}=${nameOf(data)}:${shape}`);
    const makes = outputs.map(({data, shape}) => `${nameOf(data)}:${shape}`);
    return `${kernel} ${JSON.stringify(attributes)} ${reads.join(' ')} -> ${makes.join(' ')}`;
  });
}

function traceOnce(cell: layers.RNNCell, inputSize: number, seed: number): StepTrace {
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
 * Makes a cell's weights read as other tensors, so that tracing does not touch the real ones, and takes away the dropout
 * masks that it and the cells inside it hold: every trace must draw its own.
 *
 * @returns undoes this
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

/** The dropout masks of tfjs' cells, drawn by a sequence's first step and kept for the others. */
type Masks = Partial<Record<'dropoutMask' | 'recurrentDropoutMask', tf.Tensor | tf.Tensor[] | null>>;

/** Takes a cell's dropout masks away; the function returned puts them back, and disposes those drawn since. */
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

/** A cell and the cells that it is made of. */
function withInnerCells(cell: layers.RNNCell, found = new Set<layers.RNNCell>()): Set<layers.RNNCell> {
  found.add(cell);
  for (const part of Object.values(cell).flat()) {
    if (part instanceof layers.RNNCell && !found.has(part)) withInnerCells(part, found);
  }
  return found;
}
