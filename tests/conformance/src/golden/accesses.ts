import {
  AttentionAccess,
  type AttentionAccessArgs,
  type ContinuousAccessArgs,
  DeltaAccess,
  type DeltaAccessArgs,
  DequeAccess,
  DncAccess,
  type DncAccessArgs,
  MannAccess,
  type MannAccessArgs,
  type MemoryAccess,
  QueueAccess,
  SamAccess,
  type SamAccessArgs,
  SdncAccess,
  type SdncAccessArgs,
  StackAccess,
  type TensorRecord,
} from '@ntmjs/layers';
import {type GoldenArray, goldenTensor} from '@ntmjs/test-support/goldenArray';
import * as tf from '@tensorflow/tfjs-core';
import attention from './fixtures/attention-2h.json' with {type: 'json'};
import delta from './fixtures/delta-2h.json' with {type: 'json'};
import deque from './fixtures/deque.json' with {type: 'json'};
import plain from './fixtures/dnc-1r1w.json' with {type: 'json'};
import options from './fixtures/dnc-2r2w-options.json' with {type: 'json'};
import mann from './fixtures/mann-2h.json' with {type: 'json'};
import queue from './fixtures/queue.json' with {type: 'json'};
import sam from './fixtures/sam-2h.json' with {type: 'json'};
import sdnc from './fixtures/sdnc-2h.json' with {type: 'json'};
import stack from './fixtures/stack.json' with {type: 'json'};
import transformer from './fixtures/transformer-2b.json' with {type: 'json'};
import type {Comparison, GoldenCheck} from './goldenCheck.js';

type GoldenState = Readonly<Record<string, GoldenArray>>;

/** An access on a sequence of interface vectors; see the README beside the files. */
interface AccessFile {
  readonly config: unknown;
  /** The interface vectors, `[steps, batch, interfaceSize]` */
  readonly emissions: GoldenArray;
  /** The weights of the access, if its steps use any. */
  readonly weights?: GoldenState;
  readonly initialState: GoldenState;
  /** By what the reads are multiplied in the loss, `[steps, batch, read size]`. */
  readonly cotangent: GoldenArray;
  readonly expected: {readonly reads: GoldenArray; readonly finalState: GoldenState};
  readonly gradients: {
    readonly emissions: GoldenArray;
    readonly weights?: GoldenState;
    readonly initialState: GoldenState;
  };
}

/** A file, and the access that it is of. */
interface AccessCase {
  readonly file: AccessFile;
  readonly access: () => MemoryAccess;
}

const cases: Readonly<Record<string, AccessCase>> = {
  'dnc-1r1w': {file: plain, access: () => new DncAccess(plain.config as DncAccessArgs)},
  'dnc-2r2w-options': {file: options, access: () => new DncAccess(options.config as DncAccessArgs)},
  'mann-2h': {file: mann, access: () => new MannAccess(mann.config as MannAccessArgs)},
  'sam-2h': {file: sam, access: () => new SamAccess(sam.config as SamAccessArgs)},
  'sdnc-2h': {file: sdnc, access: () => new SdncAccess(sdnc.config as SdncAccessArgs)},
  'delta-2h': {file: delta, access: () => new DeltaAccess(delta.config as DeltaAccessArgs)},
  'attention-2h': {
    file: attention,
    access: () => new AttentionAccess(attention.config as AttentionAccessArgs),
  },
  'transformer-2b': {
    file: transformer,
    access: () => new AttentionAccess(transformer.config as AttentionAccessArgs),
  },
  stack: {file: stack, access: () => new StackAccess(stack.config as ContinuousAccessArgs)},
  queue: {file: queue, access: () => new QueueAccess(queue.config as ContinuousAccessArgs)},
  deque: {file: deque, access: () => new DequeAccess(deque.config as ContinuousAccessArgs)},
};

/** Tolerances of values and gradients after a whole sequence. */
const VALUE = {absolute: 1e-5, relative: 0};
const GRADIENT = {absolute: 1e-6, relative: 1e-4};

function run(access: MemoryAccess, emissions: tf.Tensor, initial: TensorRecord, weights: TensorRecord) {
  let state = initial;
  const reads = tf.unstack(emissions as tf.Tensor3D, 0).map((interfaceVector) => {
    const step = access.step(interfaceVector as tf.Tensor2D, state, weights);
    state = step.state;
    return step.reads;
  });
  return {reads: tf.stack(reads, 0), state};
}

function tensorsOf(state: GoldenState): TensorRecord {
  return Object.fromEntries(Object.entries(state).map(([name, array]) => [name, goldenTensor(array)]));
}

async function outputs({file, access}: AccessCase, compare: Comparison) {
  const {emissions, weights = {}, initialState, expected} = file;
  const {reads, state} = run(access(), goldenTensor(emissions), tensorsOf(initialState), tensorsOf(weights));
  await compare.value('reads', reads, expected.reads, VALUE);
  for (const [name, array] of Object.entries(expected.finalState)) {
    await compare.value(`final ${name}`, state[name]!, array, VALUE);
  }
}

async function gradients({file, access: create}: AccessCase, compare: Comparison) {
  const {emissions, weights = {}, initialState, cotangent} = file;
  const access = create();
  const factors = goldenTensor(cotangent);
  const names = Object.keys(initialState);
  const named = (keys: readonly string[], values: readonly tf.Tensor[]) =>
    Object.fromEntries(keys.map((name, index) => [name, values[index]!]));
  const loss = (all: tf.Tensor, ...parts: tf.Tensor[]) => {
    const state = named(names, parts);
    const own = named(Object.keys(weights), parts.slice(names.length));
    return tf.sum(tf.mul(run(access, all, state, own).reads, factors)) as tf.Scalar;
  };
  const records = [initialState, weights].map((record) => Object.values(tensorsOf(record)));
  const inputs = [goldenTensor(emissions), ...records.flat()];
  // Numbers of rows may be on no tape: no gradient is zeros.
  const {grads} = tf.engine().gradients(() => loss(inputs[0]!, ...inputs.slice(1)), inputs, undefined, true);
  const [ofInterfaceVectors, ...others] = inputs.map((input, index) => grads[index] ?? tf.zerosLike(input));
  await compare.gradient('emissions', ofInterfaceVectors!, file.gradients.emissions, GRADIENT);
  for (const [index, name] of names.entries()) {
    await compare.gradient(`initial ${name}`, others[index]!, file.gradients.initialState[name]!, GRADIENT);
  }
  for (const [index, name] of Object.keys(weights).entries()) {
    const gradient = others[names.length + index]!;
    await compare.gradient(name, gradient, file.gradients.weights![name]!, GRADIENT);
  }
}

export const accessChecks: readonly GoldenCheck[] = Object.entries(cases).flatMap(([name, each]) => [
  {name: `${name}: reads and final state`, run: (compare: Comparison) => outputs(each, compare)},
  {name: `${name}: gradients`, run: (compare: Comparison) => gradients(each, compare)},
]);
