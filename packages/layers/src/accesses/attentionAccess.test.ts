import {
  describeOnBackends,
  expectClose,
  expectGradients,
  expectNoLeak,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import type {TensorRecord} from '../access.js';
import {type AttentionOracleArgs, flatAttention} from '../fixtures/attentionOracle.js';
import {AttentionAccess} from './attentionAccess.js';

const SMALL = {
  rows: 4,
  width: 2,
  heads: 2,
  blocks: 0,
  positions: 'alibi',
} as const satisfies AttentionOracleArgs;

function accessOf({rows, width, heads, blocks, positions}: AttentionOracleArgs): AttentionAccess {
  return new AttentionAccess({memory: {rows, width}, readHeads: heads, blocks, positions});
}

/** Weights that are neither 0 nor 1 anywhere, with their shapes. */
function weightsOf({weightSpecs}: AttentionAccess) {
  return Object.entries(weightSpecs).map(([name, {shape, deviation, mean = 0}], index) => {
    const size = tf.util.sizeFromShape([...shape]);
    const spread = deviation === 0 ? 0.3 : 2 * deviation;
    return {name, shape, values: uniformNumbers(50 + index, size, mean - spread, mean + spread)};
  });
}

const byName = <T>(access: AttentionAccess, values: readonly T[]): Record<string, T> =>
  Object.fromEntries(Object.keys(access.weightSpecs).map((name, index) => [name, values[index]!]));

/** The steps of an access, one after the other, from its initial state. */
function run(access: AttentionAccess, interfaceVectors: tf.Tensor3D, weights: TensorRecord) {
  let state: TensorRecord<'memory' | 'written'> = access.initialState(interfaceVectors.shape[0], weights);
  return (tf.unstack(interfaceVectors, 1) as tf.Tensor2D[]).map((interfaceVector) => {
    const step = access.step(interfaceVector, state, weights);
    state = step.state;
    return step;
  });
}

/** The reads of all steps, `[batch, steps, readSize]`. */
const readsOf = (access: AttentionAccess, interfaceVectors: tf.Tensor3D, weights: TensorRecord) =>
  tf.stack(
    run(access, interfaceVectors, weights).map(({reads}) => reads),
    1,
  );

describeOnBackends('step by step, AttentionAccess', () => {
  test.each<[Partial<AttentionOracleArgs>, steps: number]>([
    [{rows: 20}, 12],
    [{rows: 20, heads: 1, width: 5}, 12],
    [{rows: 20, heads: 8, width: 3, positions: 'none'}, 12],
    [{rows: 5, heads: 3}, 23],
    [{rows: 1}, 4],
    [{rows: 20, blocks: 1}, 12],
    [{rows: 20, blocks: 4, heads: 4, width: 3}, 15],
    [{rows: 5, blocks: 3, heads: 3}, 23],
    [{rows: 5, blocks: 2, heads: 1, width: 4, positions: 'none'}, 23],
    [{rows: 1, blocks: 2}, 4],
  ])('is causal attention over the whole sequence: %j, %i steps', (options, length) => {
    const args = {...SMALL, ...options};
    const access = accessOf(args);
    const weights = weightsOf(access).map((weight) => ({...weight, values: weight.values.map(Math.fround)}));
    const {interfaceSize} = access;
    const sequences = [1, 2].map((seed) =>
      uniformNumbers(seed, length * interfaceSize, -2, 2).map(Math.fround),
    );
    const tensors = weights.map(({values, shape}) => tf.tensor(values, [...shape]));
    const interfaceVectors = tf.tensor3d(sequences.flat(), [2, length, interfaceSize]);
    const numbers = byName(
      access,
      weights.map(({values}) => values),
    );
    const steps = run(access, interfaceVectors, byName(access, tensors));
    const expected = sequences.map((sequence) => flatAttention(sequence, numbers, args));
    expectClose(
      tf.stack(
        steps.map(({reads}) => reads),
        1,
      ),
      expected.flatMap(({reads}) => reads),
      {absolute: 1e-5},
    );
    expectClose(
      steps.at(-1)!.state.memory,
      expected.flatMap(({memory}) => memory),
      {absolute: 1e-5},
    );
  });

  test.each<[Partial<AttentionOracleArgs>, steps: number]>([
    [{rows: 6}, 4],
    [{rows: 2, positions: 'none'}, 4],
    [{rows: 6, blocks: 1, heads: 1}, 3],
    [{rows: 2, blocks: 2, heads: 2, width: 1}, 3],
  ])('has the gradients of the oracle, weights included: %j, %i steps', (options, steps) => {
    const args = {...SMALL, ...options};
    const access = accessOf(args);
    const {interfaceSize} = access;
    expectGradients({
      op: (interfaceVectors: tf.Tensor, ...weights: tf.Tensor[]) =>
        tf.reshape(readsOf(access, interfaceVectors as tf.Tensor3D, byName(access, weights)), [-1]),
      oracle: (interfaceVectors, ...weights) =>
        flatAttention(interfaceVectors, byName(access, weights), args).reads,
      inputs: [
        {shape: [1, steps, interfaceSize], values: uniformNumbers(3, steps * interfaceSize, -2, 2)},
        ...weightsOf(access),
      ],
    });
  });

  test('leaks no tensor', () => {
    for (const blocks of [0, 1]) {
      const access = accessOf({...SMALL, blocks});
      const weights = byName(
        access,
        weightsOf(access).map(({values, shape}) => tf.tensor(values, [...shape])),
      );
      expectNoLeak(() => ({...access.initialState(2, weights)}), 100);
      const interfaceVector = tf.ones<tf.Rank.R2>([2, access.interfaceSize]);
      const state = access.initialState(2, weights);
      expectNoLeak(() => {
        const {reads, state: after, heads} = access.step(interfaceVector, state, weights);
        return {reads, ...after, heads: [...heads]};
      }, 50);
    }
  });
});

describe('what is always so', () => {
  useBackend('cpu');

  test('weightings are distributions over the rows that were written, and a row keeps its contents while it ages', () => {
    const access = accessOf({...SMALL, rows: 3});
    const steps = run(access, tf.tensor3d(uniformNumbers(1, 6 * 12, -20, 20), [1, 6, 12]), {});
    const keysAndValues = steps.map(({heads: [writer]}) =>
      ['key', 'value'].flatMap((name) => [...writer!.values[name]!.dataSync()]),
    );
    for (const [time, {state, heads, rowValues}] of steps.entries()) {
      const written = [0, 1, 2].map((age) => (age <= time ? 1 : 0));
      expect([...rowValues.written!.dataSync()]).toEqual(written);
      const rows = written.map((is, age) => (is === 1 ? keysAndValues[time - age]! : new Array(8).fill(0)));
      expect([...state.memory.dataSync()]).toEqual(rows.flat());
      for (const {values} of heads.slice(1)) {
        const weighting = [...values.weighting!.dataSync()];
        expect(weighting.reduce((total, weight) => total + weight)).toBeCloseTo(1, 5);
        for (const [age, weight] of weighting.entries()) {
          if (written[age] === 0) expect(weight).toBe(0);
        }
      }
    }
  });

  test('without content, a head forgets with its slope: e to the power of −m for each step of age', () => {
    const access = accessOf({rows: 4, width: 2, heads: 2, blocks: 0, positions: 'alibi'});
    const {heads} = run(access, tf.zeros([1, 4, 12]), {}).at(-1)!;
    const weightings = heads.slice(1).map(({values}) => [...values.weighting!.dataSync()]);
    for (const [head, slope] of [1 / 16, 1 / 256].entries()) {
      for (const age of [1, 2, 3]) {
        expect(weightings[head]![age]! / weightings[head]![0]!).toBeCloseTo(Math.exp(-slope * age), 6);
      }
    }
  });

  test('without positions, the order of what came before makes no difference', () => {
    const access = accessOf({...SMALL, positions: 'none'});
    const steps = [1, 2, 3, 4].map((seed) => tf.tensor2d(uniformNumbers(seed, 12, -2, 2), [1, 12]));
    const [first, second, third, last] = steps as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    const reads = (sequence: tf.Tensor2D[]) =>
      run(access, tf.stack(sequence, 1) as tf.Tensor3D, {}).at(-1)!.reads;
    expectClose(reads([third, first, second, last]), reads([first, second, third, last]).dataSync(), {
      absolute: 1e-6,
    });
    const ordered = accessOf(SMALL);
    const {reads: one} = run(ordered, tf.stack([first, second, third, last], 1) as tf.Tensor3D, {}).at(-1)!;
    const {reads: other} = run(ordered, tf.stack([third, first, second, last], 1) as tf.Tensor3D, {}).at(-1)!;
    expect(Math.max(...tf.abs(tf.sub(one, other)).dataSync())).toBeGreaterThan(1e-3);
  });

  test('a query that matches one key alone reads its value', () => {
    const access = accessOf({rows: 4, width: 2, heads: 1, blocks: 0, positions: 'none'});
    const steps = [
      [0, 0, 30, 0, 1, 2],
      [0, 0, 0, 30, 3, 4],
      [0, 30, 0, 0, 5, 6],
    ];
    expectClose(run(access, tf.tensor3d([steps]), {}).at(-1)!.reads, [3, 4]);
  });

  test('gradients through many steps are finite, at extreme interface vectors too', () => {
    for (const blocks of [0, 2]) {
      const access = accessOf({...SMALL, blocks});
      const weights = byName(
        access,
        weightsOf(access).map(({values, shape}) => tf.tensor(values, [...shape])),
      );
      for (const size of [0, 1, 100, 1e4]) {
        const count = 10 * access.interfaceSize;
        const interfaceVectors = tf.tensor3d(uniformNumbers(5, count, -size, size), [
          1,
          10,
          access.interfaceSize,
        ]);
        const gradient = tf.grad((all) => tf.sum(tf.square(readsOf(access, all as tf.Tensor3D, weights))))(
          interfaceVectors,
        );
        expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
      }
    }
  });

  test('withRows is the same on another number of rows', () => {
    const access = accessOf({...SMALL, blocks: 2});
    const larger = access.withRows(9);
    expect(larger.getConfig()).toEqual({...access.getConfig(), memory: {rows: 9, width: 2}});
    expect(larger.weightSpecs).toEqual(access.weightSpecs);
    expect(() => access.withRows(0)).toThrow('memory.rows must be a positive integer, got 0');
  });

  test('a step with blocks needs their weights', () => {
    const access = accessOf({...SMALL, blocks: 1});
    const weights = byName(
      access,
      weightsOf(access).map(({values, shape}) => tf.tensor(values, [...shape])),
    );
    const step = (given: unknown) =>
      access.step(tf.zeros([1, 4]), access.initialState(1, weights), given as TensorRecord);
    expect(() => step(undefined)).toThrow(
      'weights.block0_norm1_gain must be a tensor of shape weightSpecs.block0_norm1_gain.shape = [4], got undefined',
    );
    expect(() => step({...weights, block0_query_key_value: tf.zeros([4, 4])})).toThrow(
      'weights.block0_query_key_value must be a tensor of shape weightSpecs.block0_query_key_value.shape = [4, 12], got a tensor of shape [4, 4]',
    );
  });
});
