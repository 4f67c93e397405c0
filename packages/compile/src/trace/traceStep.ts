import * as tf from '@tensorflow/tfjs-core';
import type {layers} from '@tensorflow/tfjs-layers';
import {withGradientsOfComparisons} from './comparisons.js';
import {TraceError} from './compilationError.js';
import {type KernelCall, record, type TracedTensor, traced} from './recorder.js';
import {isTracedAlikeInBatches, requireEqualNumbersInBatches} from './separateSamples.js';
import {substituted} from './substitute.js';

/** A cell that has no states. The output of others is as wide as their first state. */
export interface StatelessCell {
  readonly outputSize: number;
}

/** The kernel calls of one step of a cell and of its vector-Jacobian product, for one sample. */
export interface StepTrace {
  readonly calls: readonly KernelCall[];
  readonly constants: ReadonlyMap<object, Float32Array>;
  readonly input: TracedTensor;
  readonly states: readonly TracedTensor[];
  readonly weights: readonly TracedTensor[];
  /** `[1, output + Σ state sizes]`: the cotangent of the output, then those of the next states. */
  readonly cotangent: TracedTensor;
  readonly output: TracedTensor;
  readonly nextStates: readonly TracedTensor[];
  /** With respect to the input, the states and the weights; null if the step does not depend on one. */
  readonly gradients: readonly (TracedTensor | null)[];
  /** All of the above as text. Steps with equal texts compute the same. */
  readonly text: string;
}

/**
 * Traces one step of a cell for one sample; a batch is a loop over samples. Nothing is computed: tensors have no numbers.
 *
 * The step, without its gradient, is traced for a batch, too, and both traces must be alike. Otherwise it may be random, as with
 * dropout, which would be compiled as it was in one run; or the results of a sample may not be the same alone and in a batch.
 *
 * @param cell built
 * @param inputSize the width of its input
 * @param layer its name, for errors
 * @throws TraceError if the cell cannot be traced; it names the layer and the kernel
 */
export function traceStep(cell: layers.RNNCell, inputSize: number, layer: string): StepTrace {
  return tracing(layer, () => {
    const trace = traceOnce(cell, inputSize);
    const lines = linesOf(trace);
    const {calls, constants, input, states, weights, output, nextStates} = trace;
    const result = {sources: [input, ...states, ...weights], results: [output, ...nextStates]};
    if (!isTracedAlikeInBatches(cell, inputSize, {calls, constants, result})) {
      requireEqual(trace, lines, linesOf(traceOnce(cell, inputSize)));
      requireEqualNumbersInBatches(cell, inputSize);
    }
    return {...trace, text: lines.join('\n')};
  });
}

/** Throws a `TraceError` unless two traces are equal. */
function requireEqual({calls}: Trace, lines: readonly string[], again: readonly string[]): void {
  const difference = lines.findIndex((line, index) => line !== again[index]);
  if (difference < 0 && lines.length === again.length) return;
  const {kernel} = calls[difference] ?? calls.at(-1)!;
  throw new TraceError(
    `the kernel ${kernel} is called differently each time: randomness such as dropout cannot be compiled`,
  );
}

/** Runs the code of a cell; whatever it throws becomes a `TraceError` that names the layer. */
export function tracing<T>(layer: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const {name, message} = cause as Error;
    const reason =
      cause instanceof TraceError ? message : `its step fails while it is traced: ${name}: ${message}`;
    throw new TraceError(`${layer}: ${reason}`, {cause});
  }
}

type Trace = Omit<StepTrace, 'text'>;

/** A trace as text: each call, with its kernel, attributes and inputs, of which constants by value; then the results. */
function linesOf(trace: Trace): string[] {
  const {calls, constants, input, states, weights, cotangent, output, nextStates, gradients} = trace;
  const names = new Map<object, string>();
  const textOf = ({data, shape, dtype}: TracedTensor): string => {
    let name = names.get(data);
    if (name === undefined) {
      const constant = constants.get(data);
      name = constant === undefined ? String(names.size) : `[${constant.join(',')}]`;
      names.set(data, name);
    }
    return `${name}:${dtype}:${shape.join(',')}`;
  };
  // Parameters have the first names, so that which is which is part of the text.
  const parameters = [input, ...states, ...weights, cotangent].map(textOf);
  const lines = calls.map(({kernel, inputs, attributes, outputs}) => {
    let line = `${kernel} ${JSON.stringify(attributes)}`;
    for (const name of Object.keys(inputs)) line += ` ${name}=${textOf(inputs[name]!)}`;
    for (const output of outputs) line += ` -> ${textOf(output)}`;
    return line;
  });
  const results = [output, ...nextStates, ...gradients].map((tensor) =>
    tensor === null ? '-' : textOf(tensor),
  );
  return [...lines, `${parameters.join(' ')} -> ${results.join(' ')}`];
}

function traceOnce(cell: layers.RNNCell, inputSize: number): Trace {
  const stateSizes = [cell.stateSize].flat();
  const vectors = [inputSize, ...stateSizes].map((size) => [1, size]);
  const weights = cell.trainableWeights.map(({shape}) => shape as number[]);
  const cotangentSize = outputSizeOf(cell) + stateSizes.reduce((sum, size) => sum + size, 0);
  const {result, calls, constants} = record([...vectors, ...weights, [1, cotangentSize]], (...all) => {
    const input = all[0]!;
    const states = all.slice(1, vectors.length);
    const variables = all.slice(vectors.length, -1);
    const cotangent = all.at(-1)! as tf.Tensor2D;
    let outputs: tf.Tensor[] = [];
    const {grads} = substituted(cell, variables, () =>
      withGradientsOfComparisons(() =>
        tf.engine().gradients(
          () => {
            outputs = cell.call([input, ...states], {training: true}) as tf.Tensor[];
            return tf.concat(outputs, 1) as tf.Tensor2D;
          },
          [input, ...states, ...variables],
          cotangent,
          true,
        ),
      ),
    );
    const flat = [cotangent, ...grads].flatMap((tensor) =>
      tensor == null ? [] : [tf.reshape(tensor, [-1])],
    );
    tf.concat(flat); // reads gradients that are constant
    return {
      input: traced(input),
      states: states.map(traced),
      weights: variables.map(traced),
      cotangent: traced(cotangent),
      output: traced(outputs[0]!),
      nextStates: outputs.slice(1).map(traced),
      gradients: grads.map((gradient) => (gradient == null ? null : traced(gradient))),
    };
  });
  return {...result, calls, constants};
}

function outputSizeOf(cell: layers.RNNCell & Partial<StatelessCell>): number {
  return cell.outputSize ?? [cell.stateSize].flat()[0]!;
}
