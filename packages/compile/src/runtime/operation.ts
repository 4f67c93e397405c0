import * as tf from '@tensorflow/tfjs-core';
import {copyWeights} from './layerValues.js';
import {requireRoom} from './requireRoom.js';
import type {SequenceRunner} from './sequence.js';
import type {SequenceBatch} from './sequenceBatch.js';

/** The tensors that a sequence is computed from. */
interface SequenceTensors {
  /** `[batch, steps, inputs]` */
  readonly inputs: tf.Tensor3D;
  /** `[batch, size]` for each state */
  readonly initial: readonly tf.Tensor[];
  /** Every weight of the step, in its shape. */
  readonly weights: readonly tf.Tensor[];
  /** `[batch, steps]`: a step whose mask is 0 is skipped. */
  readonly mask: tf.Tensor | undefined;
}

/**
 * Runs a whole sequence as one operation of tfjs, with the gradient with respect to inputs, initial states and weights. An
 * operation with a custom gradient has a single result: one vector, which is split into outputs and final states. Where no gradient can be
 * wanted, nothing is joined and split.
 *
 * @returns the outputs `[batch, steps, units]`, then the final states `[batch, size]`
 */
export function sequenceOperation(
  runner: SequenceRunner,
  {inputs, initial, weights, mask}: SequenceTensors,
): tf.Tensor[] {
  const [batch, steps] = inputs.shape;
  const {sizes} = runner.program;
  const maskValues = mask === undefined ? undefined : (mask.dataSync() as ArrayLike<number>);
  /** @param tensors the inputs, the initial states and the weights */
  const prepare = ([input, ...rest]: readonly tf.Tensor[], backward: boolean): SequenceBatch => {
    requireRoom(runner, {batch, steps}, backward);
    copyWeights(runner, rest.slice(initial.length));
    const initialStates = rest.slice(0, initial.length).map(read);
    return runner.batch({batch, steps, inputs: read(input!), initialStates, mask: maskValues}, backward);
  };
  const lengths = [steps * sizes.output, ...sizes.states].map((length) => batch * length);
  const wantsGradient = tf.engine().state.gradientDepth > 0;
  const tensors = [inputs, ...initial, ...weights];
  // Not inside of the operation: what a kernel throws while tfjs profiles it, as in debug mode, is lost to the caller.
  const run = prepare(tensors, wantsGradient);
  const {outputs, finalStates} = run.forward();
  const shapes = [[batch, steps, sizes.output], ...sizes.states.map((size) => [batch, size])];
  if (!wantsGradient && !isObserved()) {
    return [outputs, ...finalStates].map((values, index) => tensorOf(values, shapes[index]));
  }
  const operation = tf.customGrad((...all) => {
    const save = all.at(-1) as tf.GradSaveFunc;
    save(all.slice(0, -1) as tf.Tensor[]);
    const value = tensorOf(concatenate([outputs, ...finalStates]));
    const gradFunc = (gradient: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]): tf.Tensor[] => {
      let current = run;
      if (runner.program.lastBatch !== run || !wantsGradient) {
        // Another batch has used the memory since: this one goes forward again.
        current = prepare(saved, true);
        current.forward();
      }
      const [outputCotangents, ...stateCotangents] = cut(read(gradient as tf.Tensor), lengths);
      runner.clearGradients();
      const {inputs: inputGradient, initialStates} = current.backward(outputCotangents!, stateCotangents);
      const gradients = [inputGradient, ...initialStates, ...runner.weightGradients()];
      return saved.map((tensor, index) => tensorOf(gradients[index]!, tensor.shape));
    };
    return {value, gradFunc};
  });
  const parts = tf.split(operation(...tensors) as tf.Tensor1D, lengths) as tf.Tensor[];
  return parts.map((part, index) => tf.reshape(part, shapes[index]!));
}

/** Whether tfjs shows its user every operation, as in debug mode. */
function isObserved(): boolean {
  return tf.env().getBool('DEBUG') || tf.engine().state.profiling;
}

/** A tensor of computed numbers. `tf.tensor` would throw in debug mode if one is NaN, where results of kernels are a warning. */
function tensorOf(values: Float32Array, shape: number[] = [values.length]): tf.Tensor {
  return tf.engine().makeTensor(values, shape, 'float32');
}

function read(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync() as Float32Array;
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, {length}) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

function cut(all: Float32Array, lengths: readonly number[]): Float32Array[] {
  let offset = 0;
  return lengths.map((length) => {
    offset += length;
    return all.subarray(offset - length, offset);
  });
}
