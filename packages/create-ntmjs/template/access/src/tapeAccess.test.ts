import '@tensorflow/tfjs-backend-cpu';
import assert from 'node:assert/strict';
import {test} from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import {TapeAccess} from './tapeAccess.js';

const access = new TapeAccess({rows: 3, width: 2});

/** What each of some steps reads from the initial state on, and the memory after them. */
function run(steps: readonly {row: number[]; key: number[]}[]) {
  let state: Parameters<typeof access.step>[1] = access.initialState(1);
  const reads = steps.map(({row, key}) => {
    const step = access.step(tf.tensor2d([[...row, ...key, 200]]), state); // so strong a key finds one row
    state = step.state;
    return rounded(step.reads);
  });
  return {reads, memory: rounded(state.memory)};
}

const rounded = (tensor: tf.Tensor) =>
  Array.from(tensor.dataSync(), (value) => Math.round(1000 * value) / 1000);

test('writes one row per step, and after the last row the first', () => {
  const steps = [1, 2, 3, 4].map((value) => ({row: [value, 10 * value], key: [1, 1]}));
  assert.deepEqual(run(steps).memory, [4, 40, 2, 20, 3, 30]);
});

test('reads the row that is like the key', () => {
  const {reads} = run([
    {row: [1, 0], key: [9, 0]},
    {row: [0, 1], key: [5, 1]},
    {row: [-1, 0], key: [1, 5]},
  ]);
  assert.deepEqual(reads, [
    [1, 0],
    [1, 0],
    [0, 1],
  ]);
});

test('can be made again from its config, and with more rows', () => {
  const again = new TapeAccess(access.getConfig() as {rows: number; width: number});
  assert.deepEqual(again.stateShapes, access.stateShapes);
  assert.deepEqual(access.withRows(9).stateShapes.memory, [9, 2]);
});

test('rejects sizes that are not positive integers', () => {
  assert.throws(() => new TapeAccess({rows: 0, width: 2}), /rows must be a positive integer, got 0/);
});
