import {address} from '@ntmjs/addressing';
import {readHead, writeHead} from '@ntmjs/heads';
import {read, write} from '@ntmjs/memory';
import {goldenTensor} from '@ntmjs/test-support/goldenArray';
import {eachSample} from '@ntmjs/test-support/samples';
import * as tf from '@tensorflow/tfjs-core';
import {activations} from './activations.js';
import type {Comparison, GoldenCheck} from './goldenCheck.js';
import {HEAD_GRADIENT, HEAD_VALUE, type HeadFile, type HeadInput, headFiles, headInputs} from './headFile.js';

/** The inputs of the file by name, whether as they are or before their activation. */
type Tensors = {readonly memory: tf.Tensor3D} & {
  readonly [Name in Exclude<HeadInput, 'memory'>]: tf.Tensor2D;
};

interface Outputs {
  readonly weighting: tf.Tensor;
  readonly read: tf.Tensor;
  readonly written: tf.Tensor;
}

/** A step out of the ops themselves. */
function stepOfOps(): (inputs: Tensors) => Outputs {
  return ({memory, previous, key, strength, gate, shift, sharpening, erase, add}) => {
    const addressing = {
      key,
      keyStrength: strength,
      interpolationGate: gate,
      shiftWeights: shift,
      sharpening,
    };
    const weighting = address(memory, addressing, previous);
    return {weighting, read: read(memory, weighting), written: write(memory, weighting, erase, add)};
  };
}

/** A step of a read head and a write head with the same interface; each has a weighting, which must be the same. */
function stepOfHeads({config}: HeadFile): (inputs: Tensors) => Outputs & {readonly second: tf.Tensor} {
  const args = {width: config.width, shiftRange: config.shiftRange};
  const [reader, writer] = [readHead(args), writeHead(args)];
  return ({memory, previous, key, strength, gate, shift, sharpening, erase, add}) => {
    const parts = {key, keyStrength: strength, interpolationGate: gate, shiftWeights: shift, sharpening};
    const {weighting, read} = reader.step(parts, memory, previous);
    const written = writer.step({...parts, eraseVector: erase, addVector: add}, memory, previous);
    return {weighting, read: read!, written: written.memory, second: written.weighting};
  };
}

/** The gradients of Σ c_w w + Σ c_r r + Σ c_M M', in the order of the inputs' names. */
function gradientsOf(step: (inputs: Tensors) => Outputs, inputs: Tensors, {cotangents}: HeadFile) {
  const [w, r, m] = [cotangents.w, cotangents.read, cotangents.written].map((array) => goldenTensor(array));
  const loss = (...tensors: tf.Tensor[]) => {
    const byName = Object.fromEntries(headInputs.map((name, index) => [name, tensors[index]]));
    const {weighting, read, written} = step(byName as unknown as Tensors);
    return tf.addN([tf.sum(tf.mul(w!, weighting)), tf.sum(tf.mul(r!, read)), tf.sum(tf.mul(m!, written))]);
  };
  return tf.grads(loss)(headInputs.map((name) => inputs[name]));
}

async function compareOutputs(outputs: Outputs, {expected}: HeadFile, compare: Comparison): Promise<void> {
  await compare.value('weighting', outputs.weighting, expected.weighting, HEAD_VALUE);
  await compare.value('read', outputs.read, expected.read, HEAD_VALUE);
  await compare.value('written', outputs.written, expected.written, HEAD_VALUE);
}

/** Addressing, reading and writing. */
async function ops(file: HeadFile, compare: Comparison): Promise<void> {
  const inputs = Object.fromEntries(
    headInputs.map((name) => [name, goldenTensor(file.inputs[name])]),
  ) as unknown as Tensors;
  await compareOutputs(stepOfOps()(inputs), file, compare);
  const gradients = gradientsOf(stepOfOps(), inputs, file);
  for (const [index, name] of headInputs.entries()) {
    await compare.gradient(name, gradients[index]!, file.gradients[name], HEAD_GRADIENT);
  }
}

/** A read head and a write head: their inputs are what stands before the activations. */
async function heads(file: HeadFile, compare: Comparison): Promise<void> {
  const {config, inputs, expected} = file;
  const raw = Object.fromEntries(
    headInputs.map((name) => {
      const {shape, data} = inputs[name];
      const inverse = activations[name]?.inverse ?? ((y: number[]) => y);
      return [name, goldenTensor({shape, data: eachSample(config.batch, inverse)([...data])})];
    }),
  ) as unknown as Tensors;
  const step = stepOfHeads(file);
  const outputs = step(raw);
  await compareOutputs(outputs, file, compare);
  await compare.value('weighting of the write head', outputs.second, expected.weighting, HEAD_VALUE);
  const gradients = gradientsOf(step, raw, file);
  for (const [index, name] of headInputs.entries()) {
    const chain = activations[name]?.gradient ?? ((dy: number[]) => dy);
    const {shape, data} = file.gradients[name];
    const before = {shape, data: eachSample(config.batch, chain)([...data], [...inputs[name].data])};
    await compare.gradient(name, gradients[index]!, before, HEAD_GRADIENT);
  }
}

export const headChecks: readonly GoldenCheck[] = Object.entries(headFiles).flatMap(([name, file]) => [
  {name: `${name}: reading and writing`, run: (compare) => ops(file, compare)},
  {name: `${name}: heads`, run: (compare) => heads(file, compare)},
]);
