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
