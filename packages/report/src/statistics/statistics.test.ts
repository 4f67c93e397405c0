import {describe, expect, test} from 'vitest';
import {grouped, median} from './statistics.js';

describe('median', () => {
  test.each([
    [[5], 5],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[1, Number.POSITIVE_INFINITY, 2], 2],
    [[], Number.NaN],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('leaves the values as they are', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

test('groups are in the order of their keys, and values keep their order', () => {
  expect([...grouped([3, 4, 1, 6], (value) => value % 2)]).toEqual([
    [1, [3, 1]],
    [0, [4, 6]],
  ]);
});
