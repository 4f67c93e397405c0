import {address} from '@ntmjs/addressing';
import {read, write} from '@ntmjs/memory';
import {
  describeOnBackends,
  eachSample,
  expectClose,
  type GoldenArray,
  goldenTensor,
  readGolden,
} from '@ntmjs/testing';
import * as tf from '@tensorflow/tfjs-core';
import {describe, test} from 'vitest';
import {readHead} from './readHead.js';
import {writeHead} from './writeHead.js';

const names = [
  'memory',
  'previous',
  'key',
  'strength',
  'gate',
  'shift',
  'sharpening',
  'erase',
  'add',
] as const;

type Name = (typeof names)[number];
type Arrays<T extends string> = Readonly<Record<T, GoldenArray>>;

/** One head that reads and writes under the same weighting: see the README beside the files. */
interface Golden {
  readonly config: {readonly batch: number; readonly width: number; readonly shiftRange: number};
  readonly inputs: Arrays<Name>;
  readonly expected: Arrays<'weighting' | 'read' | 'written'>;
  readonly cotangents: Arrays<'w' | 'read' | 'written'>;
  readonly gradients: Arrays<Name>;
}

/** The inputs of the file by name, whether as they are or before their activation. */
type Tensors = {readonly memory: tf.Tensor3D} & {readonly [N in Exclude<Name, 'memory'>]: tf.Tensor2D};

interface Outputs {
  readonly weighting: tf.Tensor;
  readonly read: tf.Tensor;
  readonly written: tf.Tensor;
}

/** The gradients of Σ c_w w + Σ c_r r + Σ c_M M' by name. */
function gradientsOf(step: (inputs: Tensors) => Outputs, inputs: Tensors, {cotangents}: Golden) {
  const [w, r, m] = [cotangents.w, cotangents.read, cotangents.written].map((array) => goldenTensor(array));
  const loss = (...tensors: tf.Tensor[]) => {
    const byName = Object.fromEntries(names.map((name, index) => [name, tensors[index]]));
    const {weighting, read, written} = step(byName as unknown as Tensors);
    return tf.addN([tf.sum(tf.mul(w!, weighting)), tf.sum(tf.mul(r!, read)), tf.sum(tf.mul(m!, written))]);
  };
  const gradients = tf.grads(loss)(names.map((name) => inputs[name]));
  return Object.fromEntries(names.map((name, index) => [name, gradients[index]!])) as Record<Name, tf.Tensor>;
}

function expectOutputs({weighting, read, written}: Outputs, {expected}: Golden): void {
  expectClose(weighting, expected.weighting.data);
  expectClose(read, expected.read.data);
  expectClose(written, expected.written.data);
}

/**
 * For each activation f of a head, y = f(x): the x for a given y, and what the gradient with respect to y is with respect to
 * x; of one sample each.
 */
interface Activation {
  readonly inverse: (y: number[]) => number[];
  readonly gradient: (dy: number[], y: number[]) => number[];
}

const softplus: Activation = {
  inverse: (y) => y.map((value) => Math.log(Math.expm1(value))),
  gradient: (dy, y) => dy.map((value, index) => value * -Math.expm1(-y[index]!)),
};
const softplusAboveOne: Activation = {
  inverse: (y) => softplus.inverse(y.map((value) => value - 1)),
  gradient: (dy, y) =>
    softplus.gradient(
      dy,
      y.map((value) => value - 1),
    ),
};
const sigmoid: Activation = {
  inverse: (y) => y.map((value) => Math.log(value / (1 - value))),
  gradient: (dy, y) => dy.map((value, index) => value * y[index]! * (1 - y[index]!)),
};
const softmax: Activation = {
  inverse: (y) => y.map(Math.log),
  gradient: (dy, y) => {
    const mean = dy.reduce((sum, value, index) => sum + value * y[index]!, 0);
    return dy.map((value, index) => y[index]! * (value - mean));
  },
};

const activations: Partial<Record<Name, Activation>> = {
  strength: softplus,
  gate: sigmoid,
  shift: softmax,
  sharpening: softplusAboveOne,
  erase: sigmoid,
};

describe.each(['addressing-shift1', 'addressing-shift2'])('the golden file %s', (file) => {
  const golden = readGolden<Golden>(new URL(`../../addressing/src/fixtures/${file}.json`, import.meta.url));
  const {config, inputs, gradients} = golden;
  const {batch} = config;

  describeOnBackends('a head', () => {
    test('addressing, reading and writing have its values and gradients', () => {
      const step = ({memory, previous, key, strength, gate, shift, sharpening, erase, add}: Tensors) => {
        const addressing = {
          key,
          keyStrength: strength,
          interpolationGate: gate,
          shiftWeights: shift,
          sharpening,
        };
        const weighting = address(memory, addressing, previous);
        return {
          weighting,
          read: read(memory, weighting),
          written: write(memory, weighting, erase, add),
        };
      };
      const tensors = Object.fromEntries(
        names.map((name) => [name, goldenTensor(inputs[name])]),
      ) as unknown as Tensors;
      expectOutputs(step(tensors), golden);
      const actual = gradientsOf(step, tensors, golden);
      for (const name of names) expectClose(actual[name], gradients[name].data, {relative: 1e-4});
    });

    test('a read head and a write head with the same interface have its values and gradients', () => {
      const args = {width: config.width, shiftRange: config.shiftRange};
      const [reader, writer] = [readHead(args), writeHead(args)];
      const step = ({memory, previous, key, strength, gate, shift, sharpening, erase, add}: Tensors) => {
        const parts = {
          key,
          keyStrength: strength,
          interpolationGate: gate,
          shiftWeights: shift,
          sharpening,
        };
        const {weighting, read} = reader.step(parts, memory, previous);
        const written = writer.step({...parts, eraseVector: erase, addVector: add}, memory, previous);
        expectClose(written.weighting, golden.expected.weighting.data);
        return {weighting, read: read!, written: written.memory};
      };
      const emitted = Object.fromEntries(
        names.map((name) => {
          const {shape, data} = inputs[name];
          const inverse = activations[name]?.inverse ?? ((y: number[]) => y);
          return [name, goldenTensor({shape, data: eachSample(batch, inverse)([...data])})];
        }),
      ) as unknown as Tensors;
      expectOutputs(step(emitted), golden);
      const actual = gradientsOf(step, emitted, golden);
      for (const name of names) {
        const gradient = activations[name]?.gradient ?? ((dy: number[]) => dy);
        const expected = eachSample(batch, gradient)([...gradients[name].data], [...inputs[name].data]);
        expectClose(actual[name], expected, {relative: 1e-4});
      }
    });
  });
});
