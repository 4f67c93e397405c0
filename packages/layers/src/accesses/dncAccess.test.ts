import {ArgumentError} from '@ntmjs/arguments';
import {
  describeOnBackends,
  distributions,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  repetitions,
  rowsOf,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import type {TensorRecord} from '../access.js';
import {type DncOracleArgs, dncStep, flatState, stateFrom, stateShapes} from '../fixtures/dncOracle.js';
import {DncAccess} from './dncAccess.js';

const PLAIN: DncOracleArgs = {
  rows: 5,
  width: 3,
  readHeads: 1,
  writeHeads: 1,
  contentMask: false,
  eraseFreed: false,
  sharpLinks: false,
};

const VARIANTS: Record<string, Partial<DncOracleArgs>> = {
  'one head of each kind': {},
  'two read heads': {readHeads: 2},
  'two write heads': {writeHeads: 2},
  masks: {contentMask: true},
  'rows that are erased': {eraseFreed: true},
  'sharp links': {sharpLinks: true},
  everything: {readHeads: 2, writeHeads: 2, contentMask: true, eraseFreed: true, sharpLinks: true},
};

function accessOf({rows, width, ...rest}: DncOracleArgs): DncAccess {
  return new DncAccess({memory: {rows, width}, ...rest});
}

/** A state of tensors by name, from its parts in their order. */
function stateOf(access: DncAccess, parts: readonly tf.Tensor[]): TensorRecord {
  return Object.fromEntries(Object.keys(access.stateShapes).map((name, index) => [name, parts[index]!]));
}

/** Reads and state side by side, `[batch, size]`. */
function joined(step: {reads: tf.Tensor2D; state: TensorRecord}): tf.Tensor2D {
  const batch = step.reads.shape[0];
  const parts = Object.values(step.state).map((part) => tf.reshape(part, [batch, -1]));
  return tf.concat([step.reads, ...parts], 1) as tf.Tensor2D;
}

/** Part by part a state that a few steps could have led to, for one sample: no two rows are used alike. */
function anyState(seed: number, {rows, width, readHeads, writeHeads}: DncOracleArgs): number[][] {
  const less = (from: number, by: number) => distributions(from, 1, rows).map((weight) => weight * by);
  const each = <T>(heads: number, of: (head: number) => T) =>
    Array.from({length: heads}, (_, head) => of(head));
  const shuffled = uniformNumbers(seed, rows).map((value, row) => ({value, row}));
  shuffled.sort((a, b) => a.value - b.value);
  return [
    uniformNumbers(seed + 1, rows * width),
    shuffled.map(({row}) => (row + 0.5) / rows),
    ...each(writeHeads, (head) => less(seed + 10 + head, 0.2)),
    ...each(writeHeads, (head) => less(seed + 20 + head, 0.8)),
    ...each(writeHeads, (head) =>
      uniformNumbers(seed + 30 + head, rows * rows, 0, 1 / rows).map((link, index) =>
        index % (rows + 1) === 0 ? 0 : link,
      ),
    ),
    ...each(readHeads, (head) => less(seed + 40 + head, 0.9)),
  ];
}

/** An interface vector and the parts of a state of some samples. */
function inputsOf(batch: number, args: DncOracleArgs) {
  const {interfaceSize} = accessOf(args);
  const states = Array.from({length: batch}, (_, sample) => anyState(100 * sample, args));
  return [
    {shape: [batch, interfaceSize], values: uniformNumbers(1, batch * interfaceSize, -2, 2)},
    ...stateShapes(args).map((shape, part) => ({
      shape: [batch, ...shape],
      values: states.flatMap((state) => state[part]!),
    })),
  ];
}

function oracleOf(args: DncOracleArgs) {
  return (interfaceVector: number[], ...parts: number[][]) => {
    const {reads, state} = dncStep(interfaceVector, stateFrom(parts.flat(), args), args);
    return [...reads, ...flatState(state)];
  };
}

describe.each(Object.entries(VARIANTS))('a step of DncAccess with %s', (_, variant) => {
  const args = {...PLAIN, ...variant};

  describeOnBackends('is the oracle’s', () => {
    test.each([1, 2])('values and gradients of %i samples', (batch) => {
      const access = accessOf(args);
      expectGradients({
        op: (interfaceVector: tf.Tensor, ...state: tf.Tensor[]) =>
          joined(access.step(interfaceVector as tf.Tensor2D, stateOf(access, state))),
        oracle: eachSample(batch, oracleOf(args) as (...parts: number[][]) => number[]),
        inputs: inputsOf(batch, args),
      });
    });

    test('many steps from the initial state, rows in equal use included', () => {
      const access = accessOf(args);
      let state = access.initialState(1, {});
      let expected = Object.values(state).flatMap((part) => [...part.dataSync()]);
      for (let time = 0; time < 8; time++) {
        const interfaceVector = uniformNumbers(10 + time, access.interfaceSize, -2, 2).map(Math.fround);
        const step = dncStep(interfaceVector, stateFrom(expected, args), args);
        const actual = access.step(tf.tensor2d([interfaceVector]), state);
        expected = flatState(step.state);
        expectClose(joined(actual), [...step.reads, ...expected], {absolute: 1e-5, relative: 1e-4});
        state = actual.state;
      }
    });

    test('leaks no tensor', () => {
      const access = accessOf(args);
      expectNoLeak(() => ({...access.initialState(2, {})}), 50);
      const [interfaceVector, ...state] = inputsOf(2, args).map(({shape, values}) =>
        tf.tensor(values, shape),
      );
      expectNoLeak(() => {
        const {
          reads,
          state: after,
          heads,
        } = access.step(interfaceVector as tf.Tensor2D, stateOf(access, state));
        return {reads, ...after, heads: [...heads]};
      }, 50);
    });
  });
});

describe('what a step does', () => {
  useBackend('cpu');
  const [OPEN, SHUT] = [50, -50];

  /** The interface vector of a head of each kind, in the order of the table in `dncInterface.ts`, for a width of 2. */
  function emit(heads: {
    write?: readonly [number, number];
    writeGate?: number;
    free?: number;
    /** backward, forward, content */
    modes?: readonly [number, number, number];
    readKey?: readonly [number, number];
  }): number[] {
    const {write = [0, 0], writeGate = SHUT, free = SHUT, modes = [0, 0, OPEN], readKey = [0, 0]} = heads;
    const writes = [0, 0, SHUT, OPEN, OPEN, ...write, OPEN, writeGate];
    return [...writes, ...readKey, 100, free, ...modes];
  }

  function run(access: DncAccess, interfaceVectors: readonly number[][]) {
    let state: TensorRecord = access.initialState(1, {});
    const reads = interfaceVectors.map((interfaceVector) => {
      const step = access.step(tf.tensor2d([interfaceVector]), state);
      state = step.state;
      return step.reads;
    });
    return {reads, state};
  }

  const WRITES = [
    emit({write: [1, 0], writeGate: OPEN}),
    emit({write: [0, 1], writeGate: OPEN}),
    emit({write: [-1, 0], writeGate: OPEN}),
  ];

  test('writes take free rows in order, and are read in that order, forward and backward', () => {
    const access = new DncAccess({memory: {rows: 4, width: 2}});
    const forward = emit({modes: [0, OPEN, 0]});
    const backward = emit({modes: [OPEN, 0, 0]});
    const first = emit({readKey: [1, 0]});
    const {reads, state} = run(access, [...WRITES, first, forward, forward, backward]);
    expectClose(state.memory!, [1, 0, 0, 1, -1, 0, 1e-6, 1e-6], {absolute: 1e-5});
    expectClose(state.usage!, [1, 1, 1, 0], {absolute: 1e-5});
    expectClose(
      reads.slice(3).flatMap((read) => [...read.dataSync()]),
      [1, 0, 0, 1, -1, 0, 0, 1],
      {absolute: 1e-4},
    );
  });

  test('a row that was freed is written again before one that is in use', () => {
    const access = new DncAccess({memory: {rows: 3, width: 2}});
    const second = emit({readKey: [0, 1]});
    const freed = emit({free: OPEN, write: [5, 5], writeGate: OPEN});
    const {state} = run(access, [...WRITES, second, freed]);
    expectClose(state.memory!, [1, 0, 5, 5, -1, 0], {absolute: 1e-4});
  });

  test('freed rows stay in the memory unless they are erased', () => {
    const second = emit({readKey: [0, 1]});
    const free = emit({free: OPEN});
    const memory = (eraseFreed: boolean) =>
      run(new DncAccess({memory: {rows: 3, width: 2}, eraseFreed}), [...WRITES, second, free]).state.memory!;
    expectClose(memory(false), [1, 0, 0, 1, -1, 0], {absolute: 1e-4});
    expectClose(memory(true), [1, 0, 0, 0, -1, 0], {absolute: 1e-4});
  });

  test('two write heads take two rows in one step', () => {
    const access = new DncAccess({memory: {rows: 3, width: 2}, writeHeads: 2});
    const write = (x: number, y: number) => [0, 0, SHUT, OPEN, OPEN, x, y, OPEN, OPEN];
    const interfaceVector = tf.tensor2d([[...write(1, 2), ...write(3, 4), 0, 0, 0, SHUT, 0, 0, 0, 0, OPEN]]);
    const {memory} = access.step(interfaceVector, access.initialState(1, {})).state;
    expectClose(memory!, [1, 2, 3, 4, 1e-6, 1e-6], {absolute: 1e-5});
  });
});

describe('what is always so', () => {
  useBackend('cpu');

  test.each([0, 1, 5, 20, 100])(
    'weightings, usage and links are in their ranges, interface vectors to ±%i',
    (size) => {
      const args = {
        ...PLAIN,
        readHeads: 2,
        writeHeads: 2,
        contentMask: true,
        eraseFreed: true,
        sharpLinks: true,
      };
      const access = accessOf(args);
      for (let seed = 0; seed < 4; seed++) {
        tf.tidy(() => {
          let state: TensorRecord = access.initialState(1, {});
          for (let time = 0; time < 12; time++) {
            const interfaceVector = uniformNumbers(1000 * seed + time, access.interfaceSize, -size, size);
            state = access.step(tf.tensor2d([interfaceVector]), state).state;
            for (const [name, part] of Object.entries(state)) {
              const values = [...part.dataSync()];
              if (name === 'memory') continue;
              expect(Math.min(...values), name).toBeGreaterThanOrEqual(-1e-6);
              expect(Math.max(...values), name).toBeLessThanOrEqual(1 + 1e-6);
              const rows = rowsOf(values, args.rows);
              const sums = rows.map((row) => row.reduce((sum, value) => sum + value, 0));
              if (name !== 'usage') expect(Math.max(...sums), name).toBeLessThanOrEqual(1 + 1e-5);
              if (!name.startsWith('link')) continue;
              for (const [index, row] of rows.entries()) {
                expect(Math.abs(row[index]!)).toBe(0);
                const column = rows.reduce((sum, other) => sum + other[index]!, 0);
                expect(column).toBeLessThanOrEqual(1 + 1e-5);
              }
            }
          }
        });
      }
    },
  );

  test('nothing but numbers over many steps at extreme gates', () => {
    const args = {...PLAIN, rows: 4, width: 2, readHeads: 2, writeHeads: 2};
    for (const options of [false, true]) {
      const access = accessOf({...args, contentMask: options, eraseFreed: options, sharpLinks: options});
      const [samples, steps] = [100, repetitions(50)];
      let state: TensorRecord = access.initialState(samples, {});
      for (let time = 0; time < steps; time++) {
        const before = state;
        const sizes = tf.tensor2d(uniformNumbers(time, samples, 20, 100), [samples, 1]);
        const signs = tf.tensor2d(uniformNumbers(500 + time, samples * access.interfaceSize), [
          samples,
          access.interfaceSize,
        ]);
        const {reads, state: next} = access.step(tf.mul(sizes, tf.sign(signs)), before);
        const sum = tf.addN([reads, ...Object.values(next)].map((part) => tf.sum(tf.abs(part))));
        expect(sum.dataSync()[0], `step ${time}`).toBeLessThan(Infinity);
        tf.dispose([before, sizes, signs, reads, sum]);
        state = next;
      }
      tf.dispose(state);
    }
  });

  test.each([1, 20, 100])('gradients through ten steps are finite, interface vectors to ±%i', (size) => {
    for (const [seed, variant] of Object.values(VARIANTS).entries()) {
      const access = accessOf({...PLAIN, ...variant});
      const {interfaceSize} = access;
      const interfaceVectors = tf.tensor3d(uniformNumbers(seed, 10 * interfaceSize, -size, size), [
        10,
        1,
        interfaceSize,
      ]);
      const gradient = tf.grad((all) => {
        let state: TensorRecord = access.initialState(1, {});
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
});

describe('on another number of rows', () => {
  useBackend('cpu');

  test('withRows changes nothing else, and learned contents repeat', () => {
    const access = new DncAccess({
      memory: {rows: 2, width: 2, contents: 'learned'},
      readHeads: 3,
      writeHeads: 2,
      contentMask: true,
      eraseFreed: true,
      sharpLinks: true,
    });
    const larger = access.withRows(3);
    const memory = {...(access.getConfig().memory as object), rows: 3};
    expect(larger.getConfig()).toEqual({...access.getConfig(), memory});
    expect(larger.interfaceSize).toBe(access.interfaceSize);
    const weight = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    expectClose(larger.fitWeight('memory_contents', weight), [1, 2, 3, 4, 1, 2]);
    expect(() => larger.fitWeight('links', weight)).toThrow(ArgumentError);
    expect(() => larger.fitWeight('links', weight)).toThrow(
      'name must be one of memory_contents, got "links"',
    );
  });

  test('rejects an interface vector of the wrong width', () => {
    const access = accessOf(PLAIN);
    expect(() => access.step(tf.zeros([1, 3]), access.initialState(1, {}))).toThrow(
      'interfaceVector must be a tensor of shape [batch, interface size] = [?, 20], got a tensor of shape [1, 3]',
    );
  });
});
