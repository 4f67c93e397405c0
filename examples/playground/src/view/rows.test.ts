import {describe, expect, test} from 'vitest';
import {rowRanges, shownRows} from './rows.js';

/** The result of a head, with or without shifts, that uses some of 12 memory rows. */
function resultOf(used: readonly number[], shifts = true) {
  const array = (size: number) => ({shape: [1, size], data: new Float32Array(size)});
  const rows = Array.from({length: 12}, (_, row) => row);
  return {
    heads: [
      {
        label: 'read head',
        kind: 'read',
        values: {weighting: array(12), ...(shifts && {shiftWeights: array(3)})},
      },
    ],
    rowValues: {},
    unusedRows: rows.filter((row) => !used.includes(row)),
  } as unknown as Parameters<typeof shownRows>[0];
}

describe('the shown rows', () => {
  test('of a network without a memory are none', () => {
    expect(shownRows({heads: [], rowValues: {}, unusedRows: []} as never, false)).toEqual([]);
  });

  test.each<[number[], boolean, number[]]>([
    [[3, 4, 6], true, [2, 3, 4, 5, 6, 7]],
    [[3, 4, 6], false, [2, 3, 4, 5, 6, 7]],
    [[11, 0], true, [10, 11, 0, 1]],
    [[11, 0], false, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
    [[0, 1], false, [0, 1, 2]],
    [[0, 1], true, [0, 1, 2]],
    [[10, 11], false, [9, 10, 11]],
    [[0, 2, 4, 6, 8, 10], true, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  ])('of %j used, on a ring: %s, are %j', (used, ring, expected) => {
    expect(shownRows(resultOf(used, ring), false)).toEqual(expected);
  });

  test('are all rows if requested, or if all or none are used', () => {
    const all = Array.from({length: 12}, (_, row) => row);
    expect(shownRows(resultOf([3]), true)).toEqual(all);
    expect(shownRows(resultOf(all), false)).toEqual(all);
    expect(shownRows(resultOf([]), false)).toEqual(all);
  });

  test('are formatted as ranges', () => {
    expect(rowRanges([2, 3, 4])).toBe('rows 2–4');
    expect(rowRanges([10, 11, 0, 1])).toBe('rows 10–11, 0–1');
    expect(rowRanges([11, 0, 1])).toBe('rows 11, 0–1');
  });
});
