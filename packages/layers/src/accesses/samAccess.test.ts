import {
  content,
  describeOnBackends,
  distributions,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  readVector,
  rowsOf,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import type {TensorRecord} from '../access.js';
import {
  firstSamState,
  flattened,
  type SamOracleArgs,
  type SamOracleState,
  samStep,
} from '../fixtures/samOracle.js';
import {SamAccess} from './samAccess.js';

const [rows, width] = [7, 3];
const partSize = 2 * width + 3;

/** An access, and what the oracle must know of it. */
function both(heads: number, rowsRead: number, options: Partial<SamOracleArgs> = {}) {
  const args: SamOracleArgs = {
    width,
    heads,
    rowsRead,
    accessThreshold: 0.005,
    vectorActivation: 'linear',
    ...options,
  };
  const {width: _, heads: readHeads, ...rest} = args;
  return {args, access: new SamAccess({memory: {rows, width}, readHeads, ...rest})};
}

/** The parts of a state in their order. */
function stateOf([memory, lastAccess, time, ...lastReads]: readonly tf.Tensor[]): TensorRecord {
  const named = lastReads.map((part, index) => [`read${index % 2 ? 'Weights' : 'Rows'}${index >> 1}`, part]);
  return {memory: memory!, lastAccess: lastAccess!, time: time!, ...Object.fromEntries(named)};
}

function oracleState([
  memory,
  lastAccess,
  time,
  ...lastReads
]: readonly (readonly number[])[]): SamOracleState {
  return {
    memory: rowsOf(memory!, width),
    lastAccess: lastAccess!,
    time: time![0]!,
    lastReads: Array.from({length: lastReads.length / 2}, (_, head) => ({
      rows: lastReads[2 * head]!,
      weights: lastReads[2 * head + 1]!,
    })),
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

/** An interface vector and a state for some samples: no two rows were accessed in the same step. */
function inputsOf(batch: number, heads: number, rowsRead: number) {
  const perSample = (values: (sample: number) => readonly number[]) =>
    Array.from({length: batch}, (_, sample) => values(sample)).flat();
  return [
    {shape: [batch, heads * partSize], values: uniformNumbers(1, batch * heads * partSize, -2, 2)},
    {shape: [batch, rows, width], values: uniformNumbers(2, batch * rows * width)},
    {shape: [batch, rows], values: perSample((sample) => [4, 9, 2, 7, 5, 3, 8].map((last) => last + sample))},
    {shape: [batch, 1], values: perSample((sample) => [10 + sample])},
    ...Array.from({length: heads}, (_, head) => [
      {
        shape: [batch, rowsRead],
        values: perSample((sample) =>
          Array.from({length: rowsRead}, (_, k) => (3 * k + head + sample) % rows),
        ),
      },
      {shape: [batch, rowsRead], values: distributions(4 + head, batch, rowsRead)},
    ]).flat(),
  ];
}

describeOnBackends('a step of SamAccess', () => {
  test.each([
    [1, 1, 1, {}],
    [1, 1, 3, {vectorActivation: 'tanh'}],
    [2, 2, 2, {}],
    [2, 3, 3, {vectorActivation: 'tanh'}],
    [1, 2, rows, {accessThreshold: 0.1}],
    [1, rows, 2, {accessThreshold: 0.3}],
  ] as const)(
    'has values and gradients of the oracle: %i samples, %i heads, %i rows read, %j',
    (batch, heads, rowsRead, options) => {
      const {access, args} = both(heads, rowsRead, options);
      expectGradients({
        op: (interfaceVector: tf.Tensor, ...state: tf.Tensor[]) =>
          joined(access.step(interfaceVector as tf.Tensor2D, stateOf(state))),
        oracle: eachSample(batch, (interfaceVector, ...parts) => {
          const {reads, state} = samStep(interfaceVector, oracleState(parts), args);
          return [...reads, ...flattened(state)];
        }),
        inputs: inputsOf(batch, heads, rowsRead),
      });
    },
  );

  test.each([
    [1, 1, 0.005],
    [2, 3, 0.005],
    [2, 3, 0.4],
    [3, rows, 0.005],
  ])(
    'many steps from the initial state are those of the oracle, ties included: %i heads, %i rows read, δ %d',
    (heads, rowsRead, accessThreshold) => {
      const {access, args} = both(heads, rowsRead, {accessThreshold});
      let state = access.initialState(1, {});
      const contents = Array.from({length: rows}, () => new Array<number>(width).fill(Math.fround(1e-6)));
      let expected = firstSamState(contents, args);
      expectClose(joined({reads: tf.zeros([1, 0]), state}), flattened(expected));
      for (let time = 0; time < 20; time++) {
        const interfaceVector = uniformNumbers(100 + time, heads * partSize, -3, 3).map(Math.fround);
        const step = access.step(tf.tensor2d([interfaceVector]), state);
        const oracle = samStep(interfaceVector, expected, args);
        expectClose(joined(step), [...oracle.reads, ...flattened(oracle.state)], {absolute: 1e-5});
        [state, expected] = [step.state, oracle.state];
      }
    },
  );

  test('reading all rows, it is dense: the content weighting of the whole memory', () => {
    const {access} = both(2, rows);
    let state = access.initialState(1, {});
    for (let time = 0; time < 6; time++) {
      const numbers = uniformNumbers(100 + time, 2 * partSize, -3, 3).map(Math.fround);
      const step = access.step(tf.tensor2d([numbers]), state);
      const memory = rowsOf([...step.state.memory!.dataSync()], width);
      for (const head of [0, 1]) {
        const part = numbers.slice(head * partSize);
        const weighting = content(memory, part.slice(0, width), 1 + Math.log1p(Math.exp(part[width]!)));
        expectClose(step.heads[2 + head]!.values.weighting!, weighting, {absolute: 1e-5});
        expectClose(step.heads[2 + head]!.values.read!, readVector(memory, weighting), {absolute: 1e-5});
      }
      state = step.state;
    }
  });

  test('leaks no tensor', () => {
    const {access} = both(2, 3);
    expectNoLeak(() => ({...access.initialState(2, {})}), 100);
    const [interfaceVector, ...state] = inputsOf(2, 2, 3).map(({shape, values}) => tf.tensor(values, shape));
    expectNoLeak(() => {
      const {reads, state: after, heads} = access.step(interfaceVector as tf.Tensor2D, stateOf(state));
      return {reads, ...after, heads: [...heads]};
    }, 200);
  });
});

describe('what is always so', () => {
  useBackend('cpu');

  test('weightings are sparse, read weightings are distributions, and of each step only what was touched changes', () => {
    const [heads, rowsRead] = [2, 2];
    const {access} = both(heads, rowsRead);
    for (let seed = 1; seed <= 100; seed++) {
      tf.tidy(() => {
        const [size] = uniformNumbers(seed, 1, 0, 20);
        let state = access.initialState(1, {});
        for (let time = 1; time <= 8; time++) {
          const interfaceVector = uniformNumbers(1000 * seed + time, heads * partSize, -size!, size!);
          const [before, lastBefore] = [state.memory!, state.lastAccess!].map((part) => part.dataSync());
          const {heads: all, state: after} = access.step(tf.tensor2d([interfaceVector]), state);
          const touched = all.map(({values}) => [...values.rows!.dataSync()]);
          const written = new Set(touched.slice(0, heads).flat());
          const accesses = new Array<number>(rows).fill(0);
          for (const [index, {kind, values}] of all.entries()) {
            const weighting = [...values.weighting!.dataSync()];
            expect(touched[index]).toHaveLength(rowsRead + Number(kind === 'write'));
            for (const [row, weight] of weighting.entries()) {
              expect(weight).toBeGreaterThanOrEqual(0);
              if (!touched[index]!.includes(row)) expect(weight).toBe(0);
              accesses[row]! += weight;
            }
            const total = weighting.reduce((sum, weight) => sum + weight, 0);
            if (kind === 'read') expect(total).toBeCloseTo(1, 5);
            else expect(total).toBeLessThan(1 + 1e-5);
          }
          const memory = [...after.memory!.dataSync()];
          expect(memory.every(Number.isFinite)).toBe(true);
          for (let row = 0; row < rows; row++) {
            if (written.has(row)) continue;
            for (let column = 0; column < width; column++) {
              expect(memory[row * width + column]).toBe(before![row * width + column]);
            }
          }
          const last = after.lastAccess!.dataSync();
          for (const [row, sum] of accesses.entries()) {
            // Not compared so near the threshold that rounding decides.
            if (Math.abs(sum - 0.005) > 1e-6) expect(last[row]).toBe(sum > 0.005 ? time : lastBefore![row]);
          }
          expect(after.time!.dataSync()[0]).toBe(time);
          state = after;
        }
      });
    }
  });

  /** Keys, strengths, add vectors and gates of heads, in the order of the interface vector. */
  const interfaceOf = (...heads: {key: number[]; add: number[]; write: number; again: number}[]) =>
    tf.tensor2d([heads.flatMap(({key, add, write, again}) => [...key, 50, ...add, write, again])]);

  test('a closed interpolation gate writes the vector of each head to its own least recently accessed row', () => {
    const {access} = both(2, 1);
    const state = {
      ...access.initialState(1, {}),
      memory: tf.ones([1, rows, width]),
      lastAccess: tf.tensor2d([[3, 1, 2, 1, 5, 5, 5]]),
      time: tf.tensor2d([[5]]),
    };
    const step = access.step(
      interfaceOf(
        {key: [1, 2, 3], add: [1, 2, 3], write: 50, again: -50},
        {key: [1, 2, 3], add: [4, 5, -6], write: 50, again: -50},
      ),
      state,
    );
    const memory = [
      [1, 1, 1],
      [1, 2, 3],
      [1, 1, 1],
      [4, 5, -6],
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ];
    expectClose(step.state.memory!, memory.flat());
    // Both read row 1, where the first head has just written.
    expect([...step.state.lastAccess!.dataSync()]).toEqual([3, 6, 2, 6, 5, 5, 5]);
    expectClose(step.reads, [1, 2, 3, 1, 2, 3]);
  });

  test('an open interpolation gate writes where the head read the step before, and still clears the least recently accessed row', () => {
    const {access} = both(1, 2);
    const state = {
      memory: tf.ones([1, rows, width]),
      lastAccess: tf.tensor2d([[3, 0, 2, 1, 5, 4, 5]]),
      time: tf.tensor2d([[5]]),
      readRows0: tf.tensor2d([[4, 2]]),
      readWeights0: tf.tensor2d([[0.75, 0.25]]),
    };
    const step = access.step(interfaceOf({key: [0, 1, 0], add: [4, 0, -4], write: 50, again: 50}), state);
    const memory = [
      [1, 1, 1],
      [0, 0, 0],
      [2, 1, 0],
      [1, 1, 1],
      [4, 1, -2],
      [1, 1, 1],
      [1, 1, 1],
    ];
    expectClose(step.state.memory!, memory.flat());
    // The rows nearest to the key are the first two of those that are like (1, 1, 1), which row 2 is not.
    expect(step.state.readRows0!.arraySync()).toEqual([[0, 3]]);
    expect([...step.state.lastAccess!.dataSync()]).toEqual([6, 0, 6, 6, 6, 4, 5]);
  });

  test('a closed write gate still clears the least recently accessed row, which then stays it', () => {
    const {access} = both(1, 1);
    const state = {...access.initialState(1, {}), memory: tf.ones([1, rows, width])};
    const closed = interfaceOf({key: [1, 1, 1], add: [1, 2, 3], write: -50, again: 0});
    const {state: after} = access.step(closed, state);
    expectClose(after.memory!, [0, 0, 0, ...new Array<number>((rows - 1) * width).fill(1)]);
    expect([...after.lastAccess!.dataSync()]).toEqual([0, 1, 0, 0, 0, 0, 0]);
  });

  test('gradients through many steps are finite, at extreme interface vectors too', () => {
    const {access} = both(2, 3);
    for (const size of [1, 20, 100]) {
      const interfaceVectors = tf.tensor3d(uniformNumbers(5, 10 * 2 * partSize, -size, size), [
        10,
        1,
        2 * partSize,
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

  test('no gradient reaches a row that is neither read nor written', () => {
    const {access} = both(1, 2);
    const [interfaceVector, memory, ...rest] = inputsOf(1, 1, 2).map(({shape, values}) =>
      tf.tensor(values, shape),
    );
    const {heads} = access.step(interfaceVector as tf.Tensor2D, stateOf([memory!, ...rest]));
    const gradient = tf.grad((M) => access.step(interfaceVector as tf.Tensor2D, stateOf([M, ...rest])).reads)(
      memory!,
    );
    const read = new Set(heads[1]!.values.rows!.dataSync());
    const reached = rowsOf([...gradient.dataSync()], width).flatMap((row, index) =>
      row.some((value) => value !== 0) ? [index] : [],
    );
    expect(reached.length).toBeGreaterThan(0);
    expect(reached.every((row) => read.has(row))).toBe(true);
  });

  test('withRows is the same on another number of rows, and learned contents repeat', () => {
    const access = new SamAccess({
      memory: {rows: 2, width: 2, contents: 'learned'},
      readHeads: 1,
      rowsRead: 2,
      accessThreshold: 0.01,
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
    expect(() => larger.withRows(1)).toThrow('rowsRead must be at most 1, the rows of the memory, got 2');
  });
});
