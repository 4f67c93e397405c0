import {
  describeOnBackends,
  distributions,
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
import {flattened, type MannOracleArgs, type MannOracleState, mannStep} from '../fixtures/mannOracle.js';
import {MannAccess} from './mannAccess.js';

const [rows, width] = [5, 3];

/** An access, and what the oracle must know of it. */
function both(
  readHeads: number,
  keyActivation: 'linear' | 'tanh',
  usageDecay = 0.9,
  options: Pick<MannOracleArgs, 'keyStrength' | 'addVector'> = {},
) {
  const args: MannOracleArgs = {width, readHeads, usageDecay, keyActivation, ...options};
  return {
    args,
    access: new MannAccess({memory: {rows, width}, readHeads, usageDecay, keyActivation, ...options}),
  };
}

/** The parts of a state in their order, flat for each sample. */
function stateOf(tensors: readonly tf.Tensor[]): TensorRecord {
  const [memory, usage, ...readWeightings] = tensors;
  const named = readWeightings.map((weighting, head) => [`readWeighting${head}`, weighting]);
  return {memory: memory!, usage: usage!, ...Object.fromEntries(named)};
}

function oracleState(parts: readonly (readonly number[])[]): MannOracleState {
  const [memory, usage, ...readWeightings] = parts;
  return {
    memory: rowsOf(memory!, width),
    usage: usage!,
    readWeightings: readWeightings.map((part) => [...part]),
  };
}

/** Reads and state side by side, `[batch, size]`. */
function joined(step: {reads: tf.Tensor2D; state: TensorRecord}): tf.Tensor2D {
  const batch = step.reads.shape[0];
  return tf.concat(
    [step.reads, ...Object.values(step.state)].map((part) => tf.reshape(part, [batch, -1])),
    1,
  ) as tf.Tensor2D;
}

/** An interface vector and a state for some samples: no two rows of a sample are used alike. */
function inputsOf(batch: number, readHeads: number, interfaceSize = readHeads * (width + 1)) {
  return [
    {shape: [batch, interfaceSize], values: uniformNumbers(1, batch * interfaceSize, -2, 2)},
    {shape: [batch, rows, width], values: uniformNumbers(2, batch * rows * width)},
    {shape: [batch, rows], values: uniformNumbers(3, batch * rows, 0, 3)},
    ...Array.from({length: readHeads}, (_, head) => ({
      shape: [batch, rows],
      values: distributions(4 + head, batch, rows),
    })),
  ];
}

describeOnBackends('a step of MannAccess', () => {
  test.each([
    [1, 1, 'tanh', {}],
    [2, 2, 'linear', {}],
    [2, 3, 'tanh', {}],
    [2, 2, 'tanh', {keyStrength: true}],
    [2, 2, 'linear', {addVector: true}],
    [1, 2, 'tanh', {keyStrength: true, addVector: true}],
  ] as const)(
    'has values and gradients of the oracle: %i samples, %i heads, %s, %j',
    (batch, readHeads, activation, options) => {
      const {access, args} = both(readHeads, activation, 0.9, options);
      expectGradients({
        op: (interfaceVector: tf.Tensor, ...state: tf.Tensor[]) =>
          joined(access.step(interfaceVector as tf.Tensor2D, stateOf(state))),
        oracle: eachSample(batch, (interfaceVector, ...parts) => {
          const {reads, state} = mannStep(interfaceVector, oracleState(parts), args);
          return [...reads, ...flattened(state)];
        }),
        inputs: inputsOf(batch, readHeads, access.interfaceSize),
      });
    },
  );

  test('many steps from the initial state are those of the oracle, ties included', () => {
    const {access, args} = both(2, 'tanh');
    let state = access.initialState(1, {});
    const zeros = new Array<number>(rows).fill(0);
    let expected: MannOracleState = {
      memory: Array.from({length: rows}, () => new Array<number>(width).fill(1e-6)),
      usage: zeros,
      readWeightings: [zeros, zeros],
    };
    for (let time = 0; time < 12; time++) {
      const interfaceVector = uniformNumbers(100 + time, 2 * (width + 1), -3, 3).map(Math.fround);
      const step = access.step(tf.tensor2d([interfaceVector]), state);
      const oracle = mannStep(interfaceVector, expected, args);
      expectClose(joined(step), [...oracle.reads, ...flattened(oracle.state)], {absolute: 1e-5});
      [state, expected] = [step.state, oracle.state];
    }
  });

  test('leaks no tensor', () => {
    const {access} = both(2, 'tanh');
    expectNoLeak(() => ({...access.initialState(2, {})}), 100);
    const [interfaceVector, ...state] = inputsOf(2, 2).map(({shape, values}) => tf.tensor(values, shape));
    expectNoLeak(() => {
      const {reads, state: after, heads} = access.step(interfaceVector as tf.Tensor2D, stateOf(state));
      return {reads, ...after, heads: [...heads]};
    }, 200);
  });
});

describe('what is always so', () => {
  useBackend('cpu');

  test('read weightings are distributions, no usage is below zero, and what is written is bounded', () => {
    const {access} = both(2, 'tanh', 0.5);
    for (let seed = 1; seed <= 100; seed++) {
      tf.tidy(() => {
        const [size] = uniformNumbers(seed, 1, 0, 20);
        let state = access.initialState(1, {});
        for (let time = 0; time < 8; time++) {
          const interfaceVector = uniformNumbers(1000 * seed + time, 2 * (width + 1), -size!, size!);
          const before = state.usage!.dataSync();
          state = access.step(tf.tensor2d([interfaceVector]), state).state;
          const attention = [0, 1].map((head) => [...state[`readWeighting${head}`]!.dataSync()]);
          for (const weighting of attention) {
            expect(Math.min(...weighting)).toBeGreaterThanOrEqual(0);
            expectClose([weighting.reduce((sum, weight) => sum + weight, 0)], [1]);
          }
          const usage = [...state.usage!.dataSync()];
          // What is neither left of the usage before nor of a read is of the two write weightings.
          const writes = usage.map(
            (value, row) => value - 0.5 * before[row]! - attention[0]![row]! - attention[1]![row]!,
          );
          expect(Math.min(...writes)).toBeGreaterThan(-1e-5);
          expect(writes.reduce((sum, weight) => sum + weight, 0)).toBeLessThan(2 + 1e-5);
          expect(Math.min(...usage)).toBeGreaterThanOrEqual(0);
          expect([...state.memory!.dataSync()].every(Number.isFinite)).toBe(true);
        }
      });
    }
  });

  test('a closed gate writes the key of each head to its own least used row', () => {
    const {access} = both(2, 'linear');
    const state = {
      ...access.initialState(1, {}),
      memory: tf.ones([1, rows, width]),
      usage: tf.tensor2d([[3, 0, 2, 0.5, 1]]),
    };
    const step = access.step(tf.tensor2d([[1, 2, 3, -50, 4, 5, 6, -50]]), state);
    expectClose(step.state.memory!, [1, 1, 1, 1, 2, 3, 1, 1, 1, 4, 5, 6, 1, 1, 1]);
  });

  test('an open gate writes where the head read the step before, and still clears the least used row', () => {
    const {access} = both(1, 'linear');
    const state = {
      memory: tf.ones([1, rows, width]),
      usage: tf.tensor2d([[3, 0, 2, 0.5, 1]]),
      readWeighting0: tf.tensor2d([[0, 0, 0.75, 0.25, 0]]),
    };
    const {memory} = access.step(tf.tensor2d([[4, 0, -4, 50]]), state).state;
    expectClose(memory!, [1, 1, 1, 0, 0, 0, 4, 1, -2, 2, 1, 0, 1, 1, 1]);
  });

  test('a step reads what was there before it wrote', () => {
    const {access} = both(1, 'linear');
    const state = access.initialState(1, {});
    const {reads} = access.step(tf.tensor2d([[1, 2, 3, -50]]), state);
    expectClose(reads, [1e-6, 1e-6, 1e-6], {absolute: 1e-9});
  });

  test('gradients through many steps are finite, at extreme interface vectors too', () => {
    const {access} = both(2, 'tanh');
    for (const size of [1, 20, 100]) {
      const interfaceVectors = tf.tensor3d(uniformNumbers(5, 10 * 2 * (width + 1), -size, size), [
        10,
        1,
        2 * (width + 1),
      ]);
      const gradient = tf.grad((all) => {
        let state = access.initialState(1, {});
        const reads = tf.unstack(all as tf.Tensor3D, 0).map((interfaceVector) => {
          const step = access.step(interfaceVector as tf.Tensor2D, state);
          state = step.state;
          return step.reads;
        });
        return tf.sum(tf.square(tf.concat(reads, 0)));
      })(interfaceVectors);
      const values = gradient.dataSync();
      expect(values.every(Number.isFinite)).toBe(true);
      expect(values.some((value) => value !== 0)).toBe(true);
    }
  });

  test('withRows is the same on another number of rows, and learned contents repeat', () => {
    const access = new MannAccess({
      memory: {rows: 2, width: 2, contents: 'learned'},
      readHeads: 1,
      usageDecay: 0.8,
    });
    const larger = access.withRows(3);
    expect(larger.getConfig()).toEqual({
      ...access.getConfig(),
      memory: {...(access.getConfig().memory as object), rows: 3},
    });
    const weight = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    expect(larger.fitWeight('memory_contents', weight).arraySync()).toEqual([
      [1, 2],
      [3, 4],
      [1, 2],
    ]);
    expect(() => larger.fitWeight('contents', weight)).toThrow(
      'name must be one of memory_contents, got "contents"',
    );
    expect(() => larger.withRows(0)).toThrow('memory.rows must be a positive integer, got 0');
  });
});
