import {address, circularShift, contentWeighting, interpolate, sharpen} from '@ntmjs/addressing';
import {type GoldenArray, goldenTensor} from '@ntmjs/test-support/goldenArray';
import {rowsOf} from '@ntmjs/test-support/samples';
import * as tf from '@tensorflow/tfjs-core';
import type {Comparison, GoldenCheck} from './goldenCheck.js';
import {HEAD_GRADIENT, HEAD_VALUE, type HeadFile, headFiles} from './headFile.js';

const matrix = (array: GoldenArray) => goldenTensor<tf.Tensor2D>(array);

/** Each equation of addressing, from the golden result of the one before. */
async function equations({inputs, expected}: HeadFile, compare: Comparison): Promise<void> {
  const memory = goldenTensor<tf.Tensor3D>(inputs.memory);
  const content = contentWeighting(memory, matrix(inputs.key), matrix(inputs.strength));
  await compare.value('content weighting', content, expected.content, HEAD_VALUE);
  const interpolated = interpolate(matrix(expected.content), matrix(inputs.previous), matrix(inputs.gate));
  await compare.value('interpolation', interpolated, expected.interpolated, HEAD_VALUE);
  const shifted = circularShift(matrix(expected.interpolated), matrix(inputs.shift));
  await compare.value('shift', shifted, expected.shifted, HEAD_VALUE);
  const sharpened = sharpen(matrix(expected.shifted), matrix(inputs.sharpening));
  await compare.value('sharpening', sharpened, expected.weighting, HEAD_VALUE);
}

/**
 * The gradient that arrives at the weighting w: that of Σ c_w w + Σ c_r r + Σ c_M M' with r = Σ_i w(i) M(i) and
 * M'(i) = M(i) ∘ [1 − w(i) e] + w(i) a.
 */
function arriving({inputs, cotangents}: HeadFile): number[] {
  const [, rows, width] = inputs.memory.shape as [number, number, number];
  const memory = rowsOf(inputs.memory.data, width);
  const written = rowsOf(cotangents.written.data, width);
  const [read, erase, add] = [cotangents.read, inputs.erase, inputs.add].map(({data}) => rowsOf(data, width));
  return cotangents.w.data.map((direct, position) => {
    const sample = Math.floor(position / rows);
    return memory[position]!.reduce((sum, value, column) => {
      const change = add![sample]![column]! - value * erase![sample]![column]!;
      return sum + read![sample]![column]! * value + written[position]![column]! * change;
    }, direct);
  });
}

const inputNames = ['memory', 'key', 'strength', 'gate', 'shift', 'sharpening', 'previous'] as const;

type Inputs = [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

/** All of addressing, forward and backward. */
async function pipeline(file: HeadFile, compare: Comparison): Promise<void> {
  const op = (...tensors: tf.Tensor[]) => {
    const [memory, key, keyStrength, interpolationGate, shiftWeights, sharpening, previous] =
      tensors as Inputs;
    return address(memory, {key, keyStrength, interpolationGate, shiftWeights, sharpening}, previous);
  };
  const tensors = inputNames.map((input) => goldenTensor(file.inputs[input]));
  const weighting = op(...tensors);
  await compare.value('weighting', weighting, file.expected.weighting, HEAD_VALUE);
  const gradients = tf.grads(op)(tensors, tf.tensor(arriving(file), weighting.shape));
  for (const [index, name] of inputNames.entries()) {
    // Part of the memory's gradient comes from reading and writing: the heads are compared with that.
    if (name !== 'memory')
      await compare.gradient(name, gradients[index]!, file.gradients[name], HEAD_GRADIENT);
  }
}

export const addressingChecks: readonly GoldenCheck[] = Object.entries(headFiles).flatMap(([name, file]) => [
  {name: `${name}: each equation`, run: (compare) => equations(file, compare)},
  {name: `${name}: addressing`, run: (compare) => pipeline(file, compare)},
]);
