import {expect, test} from 'vitest';
import {halvingRule} from './halving.js';
import {medianRule} from './median.js';
import type {CurvePoint} from './rule.js';

/** A curve with a point every 100 sequences. */
function curve(...values: readonly number[]): CurvePoint[] {
  return values.map((value, index) => ({sequences: 100 * (index + 1), value}));
}

test.each<[string, readonly number[], readonly (readonly number[])[], boolean]>([
  [
    'worse than the median',
    [9, 5],
    [
      [9, 4],
      [9, 3],
      [9, 6],
    ],
    true,
  ],
  [
    'as good as the median',
    [9, 4],
    [
      [9, 4],
      [9, 3],
      [9, 6],
    ],
    false,
  ],
  [
    'better than it was, but not than the median',
    [9, 8, 7],
    [
      [9, 1, 9],
      [9, 2, 9],
      [9, 3, 9],
    ],
    true,
  ],
  [
    'the best so far counts, not the last',
    [1, 8],
    [
      [9, 4],
      [9, 3],
      [9, 6],
    ],
    false,
  ],
  ['too early', [9], [[1], [1], [1]], false],
  ['too few have reached as many sequences', [9, 9], [[1, 1], [1, 1], [1]], false],
  [
    'what others reach later does not count',
    [9, 4],
    [
      [9, 5, 1],
      [9, 5, 1],
      [9, 5, 1],
    ],
    false,
  ],
])('the median rule: %s', (_, own, others, stops) => {
  const rule = medianRule({after: 200, runs: 3});
  expect(
    rule.stops(
      curve(...own),
      others.map((values) => curve(...values)),
    ),
  ).toBe(stops);
});

test.each<[string, readonly number[], readonly (readonly number[])[], boolean]>([
  ['the first at a rung goes on', [9], [], false],
  ['one of two is worse', [9], [[8]], true],
  ['one of two is better', [7], [[8]], false],
  ['the second best of four goes on', [7], [[6], [8], [9]], false],
  ['the third best of four does not', [8], [[6], [7], [9]], true],
  [
    'between rungs none ends',
    [1, 1, 9],
    [
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ],
    false,
  ],
  ['at the second rung those count that have reached it', [9, 8], [[5], [4], [1, 7]], true],
])('successive halving: %s', (_, own, others, stops) => {
  const rule = halvingRule({first: 100, factor: 2});
  expect(
    rule.stops(
      curve(...own),
      others.map((values) => curve(...values)),
    ),
  ).toBe(stops);
});

test('arguments that make no sense are refused', () => {
  expect(() => medianRule({after: -1})).toThrow('median.after must be');
  expect(() => medianRule({after: 0, runs: 0})).toThrow('median.runs must be');
  expect(() => halvingRule({first: 0})).toThrow('halving.first must be');
  expect(() => halvingRule({first: 1, factor: 1})).toThrow('halving.factor must be');
});
