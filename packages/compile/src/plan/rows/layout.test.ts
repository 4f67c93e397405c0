import {describe, expect, test} from 'vitest';
import {rowDimension, withOtherRows} from './layout.js';

/** Rows of three numbers, of which there are five. */
const layout = {rows: 5, stride: 3};

describe('rowDimension', () => {
  test.each<[string, number, number[], number[], number | undefined]>([
    ['all rows', 0, [3, 1], [5, 3], 0],
    ['transposed', 0, [1, 3], [3, 5], 1],
    ['one column', 2, [3], [5], 0],
    ['repeated', 0, [0, 3, 1], [4, 5, 3], 1],
    ['several blocks', 0, [15, 3, 1], [2, 5, 3], 1],
    ['the second block', 15, [3, 1], [5, 3], 0],
    ['some rows only', 0, [3, 1], [4, 3], undefined],
    ['from another row on', 3, [3, 1], [5, 3], undefined],
    ['across the end of a row', 1, [3, 1], [5, 3], undefined],
    ['one element after the other', 0, [1], [15], undefined],
    ['backward', 12, [-3, 1], [5, 3], undefined],
    ['columns backward', 2, [3, -1], [5, 3], undefined],
    ['a single element', 0, [0], [5], undefined],
  ])('%s', (_, offset, strides, dims, expected) => {
    expect(rowDimension({offset, strides}, dims, layout)).toBe(expected);
  });
});

test('withOtherRows keeps what is inside of a row, and moves blocks', () => {
  expect(withOtherRows({offset: 17, strides: [30, 3, 1, 0]}, layout, 2)).toEqual({
    offset: 8,
    strides: [12, 3, 1, 0],
  });
});
