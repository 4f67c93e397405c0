import {expectClose, uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import type {AccessStep, MemoryAccess, TensorRecord} from '../access.js';
import {
  AttentionAccess,
  DeltaAccess,
  DequeAccess,
  DncAccess,
  MannAccess,
  NtmAccess,
  QueueAccess,
  SamAccess,
  SdncAccess,
  StackAccess,
} from '../index.js';

useBackend('cpu');

const [rows, width, batch] = [6, 3, 2];
const memory = {rows, width};

const linear = (x: number) => x;
const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.log1p(Math.exp(x));
const onePlus = (x: number) => 1 + softplus(x);
/** Of a distribution, not of single numbers. */
const softmax = 'softmax';
/** Of a vector that is scaled to length 1. */
const unit = 'unit';

/** A part of an interface vector: to which head and name it goes, how wide it is, and what becomes of it. */
type Part = readonly [
  head: number,
  name: string,
  size: number,
  activation: typeof softmax | typeof unit | ((x: number) => number),
];

const addressing = (head: number): Part[] => [
  [head, 'key', width, Math.tanh],
  [head, 'keyStrength', 1, softplus],
  [head, 'interpolationGate', 1, logistic],
  [head, 'shiftWeights', 3, softmax],
  [head, 'sharpening', 1, onePlus],
];
const lookup = (head: number): Part[] => [
  [head, 'key', width, linear],
  [head, 'keyStrength', 1, onePlus],
  [head, 'mask', width, logistic],
];
const end = (push: number, pop: number): Part[] => [
  [push, 'pushVector', width, Math.tanh],
  [push, 'pushStrength', 1, logistic],
  [pop, 'popStrength', 1, logistic],
];

function activated(emitted: tf.Tensor, activation: Part[3]): ArrayLike<number> {
  if (activation === softmax) return tf.softmax(emitted).dataSync();
  if (activation === unit) return tf.div(emitted, tf.norm(emitted, 2, 1, true)).dataSync();
  return emitted.dataSync().map(activation);
}

interface Case {
  readonly access: Pick<MemoryAccess, 'interfaceSize' | 'initialState'> & {
    step(interfaceVector: tf.Tensor2D, state: TensorRecord): Required<AccessStep>;
  };
  /** Their names and kinds. */
  readonly heads: readonly string[];
  /** What the interface vector is made of, in its order. */
  readonly interfaceVector: readonly Part[];
  /** The weightings that are in the state. */
  readonly weightings: readonly string[];
  readonly rowValues: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  ntm: {
    access: new NtmAccess({memory, heads: ['read', 'write', 'read'], vectorActivation: 'tanh'}),
    heads: ['read', 'write', 'read'],
    interfaceVector: [
      ...addressing(0),
      ...addressing(1),
      [1, 'eraseVector', width, logistic],
      [1, 'addVector', width, Math.tanh],
      ...addressing(2),
    ],
    weightings: ['weighting0', 'weighting1', 'weighting2'],
    rowValues: [],
  },
  dnc: {
    access: new DncAccess({
      memory,
      readHeads: 2,
      writeHeads: 2,
      contentMask: true,
      sharpLinks: true,
      eraseFreed: true,
    }),
    heads: ['write', 'write', 'read', 'read'],
    interfaceVector: [
      ...[0, 1].flatMap((head): Part[] => [
        ...lookup(head),
        [head, 'eraseVector', width, logistic],
        [head, 'writeVector', width, linear],
        [head, 'allocationGate', 1, logistic],
        [head, 'writeGate', 1, logistic],
      ]),
      ...[2, 3].flatMap((head): Part[] => [
        ...lookup(head),
        [head, 'freeGate', 1, logistic],
        [head, 'readModes', 5, softmax],
        [head, 'backwardSharpness0', 1, onePlus],
        [head, 'backwardSharpness1', 1, onePlus],
        [head, 'forwardSharpness0', 1, onePlus],
        [head, 'forwardSharpness1', 1, onePlus],
      ]),
    ],
    weightings: ['writeWeighting0', 'writeWeighting1', 'readWeighting0', 'readWeighting1'],
    rowValues: ['usage'],
  },
  mann: {
    access: new MannAccess({memory, readHeads: 2, keyStrength: true, addVector: true}),
    heads: ['read', 'read', 'write', 'write'],
    interfaceVector: [0, 1].flatMap((head): Part[] => [
      [head, 'key', width, Math.tanh],
      [head + 2, 'writeGate', 1, logistic],
      [head, 'keyStrength', 1, onePlus],
      [head + 2, 'addVector', width, Math.tanh],
    ]),
    weightings: ['readWeighting0', 'readWeighting1'],
    rowValues: ['usage'],
  },
  sam: {
    access: new SamAccess({memory, readHeads: 2, rowsRead: 2, vectorActivation: 'tanh'}),
    heads: ['write', 'write', 'read', 'read'],
    interfaceVector: [0, 1].flatMap((head): Part[] => [
      [head + 2, 'key', width, Math.tanh],
      [head + 2, 'keyStrength', 1, onePlus],
      [head, 'addVector', width, Math.tanh],
      [head, 'writeGate', 1, logistic],
      [head, 'interpolationGate', 1, logistic],
    ]),
    weightings: [],
    rowValues: ['lastAccess'],
  },
  sdnc: {
    access: new SdncAccess({memory, readHeads: 2, rowsRead: 2, links: 3, vectorActivation: 'tanh'}),
    heads: ['write', 'read', 'read'],
    interfaceVector: [
      [0, 'addVector', width, Math.tanh],
      [0, 'writeGate', 1, logistic],
      [0, 'interpolationGate', 1, logistic],
      ...[1, 2].flatMap((head): Part[] => [
        [head, 'key', width, Math.tanh],
        [head, 'keyStrength', 1, onePlus],
        [head, 'readModes', 3, softmax],
      ]),
    ],
    weightings: [],
    rowValues: ['lastAccess'],
  },
  delta: {
    access: new DeltaAccess({memory, readHeads: 2, decay: true, maxWriteStrength: 2}),
    heads: ['write', 'write', 'read', 'read'],
    interfaceVector: [0, 1].flatMap((head): Part[] => [
      [head, 'key', rows, unit],
      [head + 2, 'query', rows, unit],
      [head, 'value', width, linear],
      [head, 'writeStrength', 1, (x) => 2 * logistic(x)],
      [head, 'decay', 1, logistic],
    ]),
    weightings: [],
    rowValues: [],
  },
  attention: {
    access: new AttentionAccess({memory, readHeads: 2}),
    heads: ['write', 'read', 'read'],
    interfaceVector: [
      [1, 'query', width, linear],
      [2, 'query', width, linear],
      [0, 'key', 2 * width, linear],
      [0, 'value', 2 * width, linear],
    ],
    weightings: [],
    rowValues: ['written'],
  },
  stack: {
    access: new StackAccess({memory}),
    heads: ['write', 'read'],
    interfaceVector: end(0, 1),
    weightings: [],
    rowValues: ['strengths'],
  },
  queue: {
    access: new QueueAccess({memory}),
    heads: ['write', 'read'],
    interfaceVector: end(0, 1),
    weightings: [],
    rowValues: ['strengths'],
  },
  deque: {
    access: new DequeAccess({memory}),
    heads: ['top write', 'bottom write', 'top read', 'bottom read'],
    interfaceVector: [...end(0, 2), ...end(1, 3)],
    weightings: [],
    rowValues: ['strengths'],
  },
};

describe.each(Object.entries(cases))('what a step of the access of a %s shows', (_, expected) => {
  const {access, interfaceVector: parts} = expected;
  const {interfaceSize} = access;

  /** A step, and the interface vector that it was made with. */
  const take = () => {
    const interfaceVector = tf.tensor2d(uniformNumbers(1, batch * interfaceSize, -2, 2), [
      batch,
      interfaceSize,
    ]);
    return {interfaceVector, step: access.step(interfaceVector, access.initialState(batch, {}))};
  };

  test('is of its heads in their order', () => {
    const names = take().step.heads.map(({name, kind}) => (name === undefined ? kind : `${name} ${kind}`));
    expect(names).toEqual(expected.heads);
  });

  test('has every part of the interface vector within its range', () => {
    const {interfaceVector, step} = take();
    expect(parts.reduce((sum, [, , size]) => sum + size, 0)).toBe(interfaceSize);
    let from = 0;
    for (const [head, name, size, activation] of parts) {
      const emitted = tf.slice(interfaceVector, [0, from], [batch, size]);
      expectClose(step.heads[head]!.values[name]!, activated(emitted, activation), {absolute: 1e-6});
      from += size;
    }
  });

  test('is the tensors of the step, not others beside them', () => {
    const {reads, state, heads, rowValues} = take().step;
    const readers = heads.filter(({kind}) => kind === 'read').map(({values}) => values.read as tf.Tensor2D);
    expect(tf.concat(readers, 1).dataSync()).toEqual(reads.dataSync());
    for (const name of expected.weightings) {
      expect(heads.some(({values}) => values.weighting === state[name])).toBe(true);
    }
    expect(Object.keys(rowValues)).toEqual(expected.rowValues);
    for (const [name, tensor] of Object.entries(rowValues)) expect(tensor).toBe(state[name]);
  });

  test('is all that a step leaves', () => {
    const [interfaceVector, state] = [
      tf.zeros<tf.Rank.R2>([batch, interfaceSize]),
      access.initialState(batch, {}),
    ];
    const before = tf.memory().numTensors;
    const step = access.step(interfaceVector, state);
    tf.dispose([step.reads, {...step.state}, [...step.heads], {...step.rowValues}]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
