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
import {type ContinuousKind, continuousAccessStep} from '../fixtures/continuousAccessOracle.js';
import {DequeAccess, QueueAccess, StackAccess} from '../index.js';

const CLASSES = {stack: StackAccess, queue: QueueAccess, deque: DequeAccess};
const kinds = Object.keys(CLASSES) as ContinuousKind[];

const [rows, width] = [6, 3];

function create(kind: ContinuousKind, memory = {rows, width}) {
  return new CLASSES[kind]({memory});
}

/** A state, from its tensors or from nothing. */
function stateOf(memory: tf.Tensor, strengths: tf.Tensor) {
  return {memory, strengths};
}

/** Reads and state side by side. */
function joined({reads, state}: ReturnType<StackAccess['step']>): tf.Tensor {
  const {memory, strengths} = state;
  return tf.concat([reads, tf.reshape(memory, [reads.shape[0], -1]), strengths as tf.Tensor2D], 1);
}

describe.each(kinds)('a step of the access of a %s', (kind) => {
  describeOnBackends('runs', () => {
    test.each([1, 2])('has values and gradients of the oracle for %i samples', (batch) => {
      const access = create(kind);
      const size = access.interfaceSize;
      expectGradients({
        op: (...inputs: tf.Tensor[]) =>
          joined(access.step(inputs[0] as tf.Tensor2D, stateOf(inputs[1]!, inputs[2]!))),
        oracle: eachSample(batch, (interfaceVector, memory, strengths) => {
          const before = {values: rowsOf(memory, width).toReversed(), strengths: strengths.toReversed()};
          const step = continuousAccessStep(kind, interfaceVector, before, {width, limit: rows});
          const {values, strengths: after} = step.rows;
          return [...step.reads, ...values.toReversed().flat(), ...after.toReversed()];
        }),
        inputs: [
          {shape: [batch, size], values: uniformNumbers(1, batch * size, -2, 2)},
          {shape: [batch, rows, width], values: uniformNumbers(2, batch * rows * width)},
          {shape: [batch, rows], values: uniformNumbers(3, batch * rows, 0.05, 0.5)},
        ],
      });
    });

    test('steps from the initial state are as published while nothing falls off', () => {
      const times = 8;
      const access = create(kind, {rows: 2 * times, width});
      let state = access.initialState(1) as {memory: tf.Tensor; strengths: tf.Tensor};
      let expected = {values: [] as readonly number[][], strengths: [] as readonly number[]};
      for (let time = 0; time < times; time++) {
        const interfaceVector = uniformNumbers(100 + time, access.interfaceSize, -3, 3).map(Math.fround);
        const step = access.step(tf.tensor2d([interfaceVector]), state);
        const oracle = continuousAccessStep(kind, interfaceVector, expected, {width, limit: Infinity});
        expectClose(step.reads, oracle.reads, {absolute: 1e-5});
        [state, expected] = [step.state, oracle.rows];
      }
    });

    test('leaks no tensor', () => {
      const access = create(kind);
      expectNoLeak(() => ({...access.initialState(2)}), 100);
      const interfaceVector = tf.tensor2d(uniformNumbers(1, 2 * access.interfaceSize), [
        2,
        access.interfaceSize,
      ]);
      const state = access.initialState(2);
      expectNoLeak(() => {
        const {reads, state: after, heads} = access.step(interfaceVector, state);
        return {reads, ...after, heads: [...heads]};
      }, 200);
    });
  });

  describe('what is always so', () => {
    useBackend('cpu');

    test('strengths stay between 0 and 1, and what is read is of at most one in all', () => {
      for (let seed = 1; seed <= 50; seed++) {
        tf.tidy(() => {
          const [size] = uniformNumbers(seed, 1, 0, 20) as [number];
          const access = create(kind);
          let state = access.initialState(1) as {memory: tf.Tensor; strengths: tf.Tensor};
          for (let time = 0; time < 15; time++) {
            const interfaceVector = uniformNumbers(1000 * seed + time, access.interfaceSize, -size, size);
            const step = access.step(tf.tensor2d([interfaceVector]), state);
            state = step.state;
            const strengths = [...state.strengths.dataSync()];
            expect(Math.min(...strengths)).toBeGreaterThanOrEqual(0);
            expect(Math.max(...strengths)).toBeLessThanOrEqual(1);
            // A mean of values that are within −1 … 1, and of nothing.
            expect(Math.max(...step.reads.dataSync().map(Math.abs))).toBeLessThanOrEqual(1 + 1e-6);
          }
        });
      }
    });

    test('gradients through many steps are finite, at extreme interface vectors too', () => {
      const access = create(kind);
      const size = access.interfaceSize;
      for (const extent of [1, 20, 100]) {
        const interfaceVectors = tf.tensor3d(uniformNumbers(5, 12 * size, -extent, extent), [12, 1, size]);
        const gradient = tf.grad((all) => {
          let state = access.initialState(1) as {memory: tf.Tensor; strengths: tf.Tensor};
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

    test('withRows is the same on another number of rows', () => {
      const access = new CLASSES[kind]({memory: {rows, width}, pushBias: 2});
      const larger = access.withRows(20);
      expect(larger).toBeInstanceOf(CLASSES[kind]);
      expect(larger.getConfig()).toEqual({memory: {rows: 20, width}, pushBias: 2});
      expect(larger.stateShapes).toEqual({memory: [20, width], strengths: [20]});
      expect(() => access.withRows(0)).toThrow('memory.rows must be a positive integer, got 0');
    });

    test('a push bias is added to what is emitted for pushes, and to nothing else', () => {
      const biased = new CLASSES[kind]({memory: {rows, width}, pushBias: 1.5});
      const access = create(kind);
      const size = access.interfaceSize;
      const before = stateOf(
        tf.tensor3d(uniformNumbers(1, rows * width), [1, rows, width]),
        tf.tensor2d(uniformNumbers(2, rows, 0.05, 0.5), [1, rows]),
      );
      const interfaceVector = uniformNumbers(3, size, -2, 2);
      const more = interfaceVector.map((value, index) =>
        index % (width + 2) === width ? value + 1.5 : value,
      );
      const step = (of: ReturnType<typeof create>, values: readonly number[]) =>
        joined(of.step(tf.tensor2d([[...values]]), before));
      expectClose(step(biased, interfaceVector), [...step(access, more).dataSync()], {absolute: 1e-6});
      expect(step(access, interfaceVector).dataSync()).not.toEqual(step(biased, interfaceVector).dataSync());
    });

    test('rejects an interface vector of another size', () => {
      const access = create(kind);
      const wrong = tf.zeros<tf.Rank.R2>([1, access.interfaceSize + 1]);
      expect(() => access.step(wrong, access.initialState(1))).toThrow(
        `interfaceVector must be a tensor of shape [batch, interface size] = [?, ${access.interfaceSize}]`,
      );
    });
  });
});

/** An interface vector that pushes ±1 or nothing, and pops one or nothing. */
function whole(sign: number, push: boolean, pop: boolean): number[] {
  return [50 * sign, push ? 50 : -50, pop ? 50 : -50];
}

describe('pushed values are popped again', () => {
  useBackend('cpu');

  /** The reads of steps of an access of one number a row. */
  function readsOf(kind: ContinuousKind, interfaceVectors: number[][]): number[][] {
    const access = create(kind, {rows: 10, width: 1});
    let state = access.initialState(1) as {memory: tf.Tensor; strengths: tf.Tensor};
    return interfaceVectors.map((interfaceVector) => {
      const step = access.step(tf.tensor2d([interfaceVector]), state);
      state = step.state;
      return [...step.reads.dataSync()].map((value) => Math.round(value * 1000) / 1000);
    });
  }

  const pushThree = [1, -1, -1].map((sign) => whole(sign, true, false));
  const popAll = [0, 0, 0].map(() => whole(1, false, true));

  test('from a stack in the reverse order', () => {
    expect(readsOf('stack', [...pushThree, ...popAll])).toEqual([[1], [-1], [-1], [-1], [1], [0]]);
  });

  test('from a queue in the same order', () => {
    expect(readsOf('queue', [...pushThree, ...popAll])).toEqual([[1], [1], [1], [-1], [-1], [0]]);
  });

  test('from a deque at either end', () => {
    const nothing = whole(1, false, false);
    const pushed = pushThree.map((top) => [...top, ...nothing]);
    const popped = popAll.map((bottom) => [...nothing, ...bottom]);
    expect(readsOf('deque', [...pushed, ...popped])).toEqual([
      [1, 1],
      [-1, 1],
      [-1, 1],
      [-1, -1],
      [-1, -1],
      [0, 0],
    ]);
  });
});
