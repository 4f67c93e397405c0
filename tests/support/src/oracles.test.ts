import {expect, test} from 'vitest';
import {
  addressed,
  clippedGradient,
  content,
  interpolated,
  sharpened,
  shifted,
  similarities,
} from './addressingOracle.js';
import {expectClose} from './close.js';
import {dequeStep, stackOrQueueStep} from './continuousOracle.js';
import {added, erased, readVector} from './memoryOracle.js';

// Every expected number below is worked out by hand.

test('content', () => {
  const memory = [
    [3, 4],
    [-8, 6],
    [0, 0],
  ];
  expectClose(similarities(memory, [2, 0]), [0.6, -0.8, 0]);
  const powers = [Math.exp(6), Math.exp(-8), 1];
  const sum = powers[0]! + powers[1]! + powers[2]!;
  expectClose(
    content(memory, [2, 0], 10),
    powers.map((power) => power / sum),
  );
});

test('interpolation, shift and sharpening', () => {
  expectClose(interpolated([1, 0, 0], [0, 0.5, 0.5], 0.2), [0.2, 0.4, 0.4]);
  expect(shifted([1, 0, 0, 0], [0.1, 0.2, 0.7])).toEqual([0.2, 0.7, 0, 0.1]);
  expect(shifted([0, 0, 0, 1], [0.1, 0.2, 0.7])).toEqual([0.7, 0, 0.1, 0.2]);
  expectClose(sharpened([0.5, 0.25, 0.25], 2), [4 / 6, 1 / 6, 1 / 6]);
});

test('the whole of addressing: found in row 0, gate 1, moved on by one', () => {
  const addressing = {
    key: [1, 0],
    keyStrength: 1000,
    interpolationGate: 1,
    shiftWeights: [0, 0, 1],
    sharpening: 2,
  };
  const memory = [
    [5, 0],
    [0, 1],
    [0, 2],
  ];
  expectClose(addressed(memory, addressing, [0, 0, 1]), [0, 1, 0]);
});

test('the clipped gradient', () => {
  // The mean under the weighting is 2, so ∓2 is left, of norm 2.
  expectClose(clippedGradient([0.5, 0.5], [0, 4], 10), [-2, 2]);
  expectClose(clippedGradient([0.5, 0.5], [0, 4], 1), [-1, 1]);
  expect(clippedGradient([0.5, 0.5], [3, 3], 1)).toEqual([0, 0]);
});

test('reading and writing', () => {
  const memory = [
    [1, 2],
    [3, 4],
  ];
  expect(readVector(memory, [0.5, 0.25])).toEqual([1.25, 2]);
  expect(erased(memory, [1, 0.5], [1, 0.5])).toEqual([
    [0, 1],
    [1.5, 3],
  ]);
  expect(added(memory, [1, 0.5], [10, -2])).toEqual([
    [11, 0],
    [8, 3],
  ]);
});

test('the stack of figure 1: pushes of 0.8, 0.5 and 0.9, pops of 0, 0.1 and 0.9', () => {
  const steps = [
    {value: [1, 0, 0], push: 0.8, pop: 0},
    {value: [0, 1, 0], push: 0.5, pop: 0.1},
    {value: [0, 0, 1], push: 0.9, pop: 0.9},
  ];
  const strengths = [[0.8], [0.7, 0.5], [0.3, 0, 0.9]];
  const reads = [
    [0.8, 0, 0],
    [0.5, 0.5, 0],
    [0.1, 0, 0.9],
  ];
  let rows = {values: [] as readonly number[][], strengths: [] as readonly number[]};
  for (const [index, operation] of steps.entries()) {
    const step = stackOrQueueStep('stack', rows, operation);
    expectClose(step.rows.strengths, strengths[index]!);
    expectClose(step.read, reads[index]!);
    rows = step.rows;
  }
});

test('a queue, which loses its oldest row where it may keep two', () => {
  const rows = {values: [[1], [10]], strengths: [0.5, 0.7]};
  const operation = {value: [100], push: 0.8, pop: 0.6};
  const all = stackOrQueueStep('queue', rows, operation);
  expectClose(all.rows.strengths, [0, 0.6, 0.8]);
  expectClose(all.read, [46]);
  expect(stackOrQueueStep('queue', rows, operation, 2).rows.values).toEqual([[10], [100]]);
});

test('a deque, which loses the middle where it may keep two', () => {
  const rows = {values: [[1], [10]], strengths: [0.5, 0.7]};
  const top = {value: [1000], push: 0.2, pop: 0.8};
  const bottom = {value: [100], push: 0.9, pop: 0.1};
  const all = dequeStep(rows, top, bottom);
  expect(all.rows.values).toEqual([[100], [1], [10], [1000]]);
  expectClose(all.rows.strengths, [0.9, 0.3, 0, 0.2]);
  expectClose(all.topRead, [0.2 * 1000 + 0.3 + 0.5 * 100]);
  expectClose(all.bottomRead, [0.9 * 100 + 0.1]);
  const {values, strengths} = dequeStep(rows, top, bottom, 2).rows;
  expect(values).toEqual([[100], [1000]]);
  expectClose(strengths, [0.9, 0.2]);
});
