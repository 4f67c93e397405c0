import {
  describeOnBackends,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  rowsOf,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import type {TensorRecord} from '../access.js';
import {type DeltaOracleArgs, deltaStep} from '../fixtures/deltaOracle.js';
import {DeltaAccess} from './deltaAccess.js';

const [rows, width] = [4, 3];

/** An access, and what the oracle must know of it. */
function both(readHeads: number, options: Partial<Omit<DeltaOracleArgs, 'rows' | 'width'>> = {}) {
  const heads = {
    rule: 'delta',
    decay: false,
    maxWriteStrength: 1,
    keyActivation: 'linear',
    ...options,
  } as const;
  const args: DeltaOracleArgs = {rows, width, ...heads};
  return {args, access: new DeltaAccess({memory: {rows, width}, readHeads, ...heads})};
}

/** The matrix of each head by its name. */
function stateOf(tensors: readonly tf.Tensor[]): TensorRecord {
  return Object.fromEntries(tensors.map((tensor, head) => [`memory${head}`, tensor]));
}

/** Reads and state side by side, `[batch, size]`. */
function joined(step: {reads: tf.Tensor2D; state: TensorRecord}): tf.Tensor2D {
  const batch = step.reads.shape[0];
  return tf.concat(
    [step.reads, ...Object.values(step.state)].map((part) => tf.reshape(part, [batch, -1])),
    1,
  ) as tf.Tensor2D;
}

/** A head's part of an interface vector, with a write strength of almost 1 unless β̂ is given. */
const part = (key: number[], query: number[], value: number[], writeStrength = 50, ...decay: number[]) => [
  ...key,
  ...query,
  ...value,
  writeStrength,
  ...decay,
];

/** The reads of each step, from the initial state on. */
function readsOf(access: DeltaAccess, interfaceVectors: readonly number[][]): number[][] {
  let state = access.initialState(1);
  return interfaceVectors.map((interfaceVector) => {
    const step = access.step(tf.tensor2d([interfaceVector]), state);
    state = step.state;
    return [...step.reads.dataSync()];
  });
}

describeOnBackends('a step of DeltaAccess', () => {
  test.each([
    [1, 1, {}],
    [2, 3, {}],
    [2, 2, {rule: 'sum'}],
    [2, 2, {decay: true}],
    [1, 2, {rule: 'sum', decay: true}],
    [2, 2, {keyActivation: 'silu', maxWriteStrength: 2}],
    [1, 2, {keyActivation: 'silu', maxWriteStrength: 1.5, decay: true}],
  ] as const)(
    'has values and gradients of the oracle: %i samples, %i heads, %j',
    (batch, readHeads, options) => {
      const {access, args} = both(readHeads, options);
      const size = access.interfaceSize;
      expectGradients({
        op: (interfaceVector: tf.Tensor, ...state: tf.Tensor[]) =>
          joined(access.step(interfaceVector as tf.Tensor2D, stateOf(state))),
        oracle: eachSample(batch, (interfaceVector, ...matrices) => {
          const memories = matrices.map((matrix) => rowsOf(matrix, width));
          const step = deltaStep(interfaceVector, memories, args);
          return [...step.reads, ...step.memories.flat(2)];
        }),
        inputs: [
          {shape: [batch, size], values: uniformNumbers(1, batch * size, -2, 2)},
          ...Array.from({length: readHeads}, (_, head) => ({
            shape: [batch, rows, width],
            values: uniformNumbers(2 + head, batch * rows * width),
          })),
        ],
      });
    },
  );

  test.each([{}, {rule: 'sum', decay: true}, {decay: true, maxWriteStrength: 2}] as const)(
    'many steps from the initial state are those of the oracle: %j',
    (options) => {
      const {access, args} = both(2, options);
      let state = access.initialState(1);
      let memories = [0, 1].map(() => Array.from({length: rows}, () => new Array<number>(width).fill(0)));
      for (let time = 0; time < 30; time++) {
        const interfaceVector = uniformNumbers(100 + time, access.interfaceSize, -3, 3).map(Math.fround);
        const step = access.step(tf.tensor2d([interfaceVector]), state);
        const oracle = deltaStep(interfaceVector, memories, args);
        expectClose(joined(step), [...oracle.reads, ...oracle.memories.flat(2)], {absolute: 1e-5});
        [state, memories] = [step.state, oracle.memories];
      }
    },
  );

  test('leaks no tensor', () => {
    const {access} = both(2, {decay: true, keyActivation: 'silu', maxWriteStrength: 2});
    expectNoLeak(() => ({...access.initialState(2)}), 100);
    const interfaceVector = tf.tensor2d(uniformNumbers(1, 2 * access.interfaceSize), [
      2,
      access.interfaceSize,
    ]);
    const before = access.initialState(2);
    expectNoLeak(() => {
      const {reads, state, heads} = access.step(interfaceVector, before);
      return {reads, ...state, heads: [...heads]};
    }, 200);
  });
});

describe('what is always so', () => {
  useBackend('cpu');
  const first = [1, 0, 0, 0];
  const second = [0, 2, 0, 0];
  const between = [1, 1, 0, 0];

  test('the delta rule replaces the value of a key, and the sum adds to it', () => {
    const interfaceVectors = [part(first, first, [1, 2, 3]), part([5, 0, 0, 0], first, [-1, 0, 7])];
    expectClose(readsOf(both(1).access, interfaceVectors).flat(), [1, 2, 3, -1, 0, 7]);
    expectClose(readsOf(both(1, {rule: 'sum'}).access, interfaceVectors).flat(), [1, 2, 3, 0, 2, 10]);
  });

  test('orthogonal keys do not disturb each other, as many as there are rows; others do', () => {
    const axes = [0, 1, 2, 3].map((row) => first.map((_, index) => (index === row ? 3 : 0)));
    const values = [0, 1, 2, 3].map((row) => [row, -row, 1]);
    const writes = axes.map((axis, row) => part(axis, axis, values[row]!));
    const looks = axes.map((axis) => part([0, 0, 0, 0], axis, [9, 9, 9]));
    expectClose(
      readsOf(both(1).access, [...writes, ...looks])
        .slice(4)
        .flat(),
      values.flat(),
    );
    // A key at 45° to both is half of each: what it recalls is (v₁ + v₂) / √2, and its write changes both.
    const [, , mixed] = readsOf(both(1).access, [
      part(first, first, [4, 0, 0]),
      part(second, second, [0, 4, 0]),
      part([0, 0, 0, 0], between, [9, 9, 9]),
    ]);
    expectClose(mixed!, [4 / Math.SQRT2, 4 / Math.SQRT2, 0]);
  });

  test('a write strength of 1/2 moves halfway, one of 0 leaves the matrix as it is, one of 2 reflects it', () => {
    const write = part(first, first, [4, 0, -8]);
    const again = (strength: number) => part(first, first, [0, 0, 0], strength);
    expectClose(readsOf(both(1).access, [write, again(0)])[1]!, [2, 0, -4]);
    expectClose(readsOf(both(1).access, [write, again(-50)])[1]!, [4, 0, -8]);
    const reflecting = both(1, {maxWriteStrength: 2}).access;
    expectClose(readsOf(reflecting, [part(first, first, [4, 0, -8], 0), again(50)])[1]!, [-4, 0, 8]);
  });

  test('a decay shrinks what was stored before, not what is written', () => {
    const {access} = both(1, {decay: true});
    const reads = readsOf(access, [
      part(first, first, [4, 0, 0], 50, -50),
      part(second, first, [0, 8, 0], 50, 0),
      part(first, second, [1, 1, 1], -50, 0),
    ]);
    expectClose(reads.flat(), [4, 0, 0, 2, 0, 0, 0, 4, 0]);
  });

  test('each head has a matrix of its own', () => {
    const {access} = both(2);
    const reads = readsOf(access, [
      [...part(first, first, [1, 2, 3]), ...part(second, second, [4, 5, 6])],
      [...part(first, second, [0, 0, 0], -50), ...part(first, second, [0, 0, 0], -50)],
    ]);
    expectClose(reads.flat(), [1, 2, 3, 4, 5, 6, 0, 0, 0, 4, 5, 6]);
  });

  test('the lengths of keys and queries do not matter, and neither is longer than 1', () => {
    const {access} = both(1, {keyActivation: 'silu'});
    for (let seed = 1; seed <= 50; seed++) {
      const [scale] = uniformNumbers(seed, 1, 0, 30);
      const vector = uniformNumbers(1000 + seed, access.interfaceSize, -scale!, scale!);
      const {heads} = access.step(tf.tensor2d([vector]), access.initialState(1));
      for (const tensor of [heads[0]!.values.key!, heads[1]!.values.query!]) {
        expectClose(tf.norm(tensor), [1], {absolute: 1e-5});
      }
    }
    const {heads} = access.step(tf.zeros([1, access.interfaceSize]), access.initialState(1));
    expect([...heads[0]!.values.key!.dataSync()]).toEqual([0, 0, 0, 0]);
  });

  test('gradients through many steps are finite, at extreme interface vectors and at keys of 0 too', () => {
    const {access} = both(2, {decay: true, maxWriteStrength: 2, keyActivation: 'silu'});
    for (const size of [0, 1, 20, 100]) {
      const {interfaceSize} = access;
      const numbers = uniformNumbers(5, 10 * interfaceSize, -size, size);
      const gradient = tf.grad((all) => {
        let state = access.initialState(1);
        const reads = tf.unstack(all as tf.Tensor3D, 0).map((interfaceVector) => {
          const step = access.step(interfaceVector as tf.Tensor2D, state);
          state = step.state;
          return step.reads;
        });
        return tf.sum(tf.square(tf.sub(tf.concat(reads, 0), 1)));
      })(tf.tensor3d(numbers, [10, 1, interfaceSize]));
      const values = gradient.dataSync();
      expect(values.every(Number.isFinite)).toBe(true);
      if (size > 0) expect(values.some((value) => value !== 0)).toBe(true);
    }
  });

  test('its number of rows is the width of its keys, and fixed', () => {
    expect(() => both(1).access.withRows(5)).toThrow(
      'DeltaAccess does not implement withRows: its number of rows is fixed',
    );
  });
});
