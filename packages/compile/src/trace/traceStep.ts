import * as tf from '@tensorflow/tfjs-core';
import type {layers} from '@tensorflow/tfjs-layers';
import {type KernelCall, record, type TracedTensor} from './recorder.js';

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
 * @param cell built
 * @param inputSize the width of its input
 */
export function traceStep(cell: layers.RNNCell, inputSize: number): StepTrace {
  const stateSizes = [cell.stateSize].flat();
  const weights = cell.trainableWeights;
  const sample = (size: number) => tf.randomUniform([1, size], 0.1, 0.9, 'float32', size) as tf.Tensor2D;
  const parameters = () => [
    sample(inputSize),
    ...stateSizes.map(sample),
    ...weights.map((weight) => tf.randomUniform(weight.shape as number[], -0.1, 0.1, 'float32', 1)),
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

/** Lets a cell's weights read as other tensors for a while, so that tracing leaves the real ones where they are. */
function substitute(cell: layers.RNNCell, tensors: readonly tf.Tensor[]): () => void {
  const weights = cell.trainableWeights;
  for (const [index, weight] of weights.entries()) {
    Object.defineProperty(weight, 'read', {value: () => tensors[index], configurable: true});
  }
  return () => {
    for (const weight of weights) Reflect.deleteProperty(weight, 'read');
  };
}
