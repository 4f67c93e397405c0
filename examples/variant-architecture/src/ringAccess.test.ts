import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {RingAccess} from './ringAccess.js';

const [rows, width] = [4, 2];
const access = new RingAccess({rows, width});

/** What the controller says: a row to write, a key, β and g before their activations. */
interface InterfaceParts {
  readonly row: readonly number[];
  readonly key?: readonly number[];
  /** Whether the read head looks the key up or reads on. */
  readonly lookUp?: boolean;
}

/** What is read in each of some steps, from the initial state on, and the memory after them. */
function run(interfaceVectors: readonly InterfaceParts[]): {reads: number[][]; memory: number[][]} {
  return tf.tidy(() => {
    let state: Parameters<typeof access.step>[1] = access.initialState(1);
    const reads = interfaceVectors.map(({row, key = [1, 1], lookUp = false}) => {
      const step = access.step(tf.tensor2d([[...row, ...key, 200, lookUp ? 50 : -50]]), state);
      state = step.state;
      return Array.from(step.reads.dataSync());
    });
    return {reads, memory: (tf.squeeze(state.memory, [0]) as tf.Tensor2D).arraySync()};
  });
}

describe('a ring memory', () => {
  useBackend('cpu');

  test('writes one row per step, and wraps around to the first', () => {
    const interfaceVectors = [1, 2, 3, 4, 5].map((value) => ({row: [value, -value]}));
    expectClose(run(interfaceVectors).memory.flat(), [5, -5, 2, -2, 3, -3, 4, -4]);
  });

  test('reads the row that is like the key, then the rows after it', () => {
    const {reads} = run([
      {row: [1, 0]},
      {row: [0, 1]},
      {row: [-1, 0]},
      {row: [0, -1], key: [0.1, 3], lookUp: true},
      {row: [7, 7]},
      {row: [8, 8]},
    ]);
    expectClose(reads.slice(3).flat(), [0, 1, -1, 0, 0, -1], {relative: 1e-3});
  });

  test('can have another number of rows, and survives its config', () => {
    const again = new RingAccess(access.getConfig() as {rows: number; width: number});
    expect(again.stateShapes).toEqual(access.stateShapes);
    expect(access.withRows(9).stateShapes.memory).toEqual([9, width]);
  });

  test.each(['rows', 'width'])('rejects %s that are not a positive integer', (name) => {
    expect(() => new RingAccess({rows, width, [name]: 0})).toThrow(
      `${name} must be a positive integer, got 0`,
    );
  });
});
