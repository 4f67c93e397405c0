import {expect, test} from 'vitest';
import {eachSample, rowsOf} from './samples.js';

test('an array is cut into its rows', () => {
  expect(rowsOf([1, 2, 3, 4, 5, 6], 2)).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
});

test('a function of one sample is applied to each sample of a batch', () => {
  const oracle = eachSample(2, (a, b) => a.map((value) => value * b[0]!));
  expect(oracle([1, 2, 3, 4, 5, 6], [10, 100])).toEqual([10, 20, 30, 400, 500, 600]);
});
