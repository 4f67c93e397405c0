import {describe, expect, test} from 'vitest';
import {rowsInWords, shownRows} from './rows.js';

/** A picture of a memory of 12 rows of which some are used, by a head that shifts or not. */
function picture(used: readonly number[], shifts = true) {
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

describe('the rows that are shown', () => {
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
    expect(shownRows(picture(used, ring), false)).toEqual(expected);
  });

  test('are all if all are asked for, all are used, or none', () => {
    const all = Array.from({length: 12}, (_, row) => row);
    expect(shownRows(picture([3]), true)).toEqual(all);
    expect(shownRows(picture(all), false)).toEqual(all);
    expect(shownRows(picture([]), false)).toEqual(all);
  });

  test('are told in words', () => {
    expect(rowsInWords([2, 3, 4])).toBe('rows 2–4');
    expect(rowsInWords([10, 11, 0, 1])).toBe('rows 10–11, 0–1');
    expect(rowsInWords([11, 0, 1])).toBe('rows 11, 0–1');
  });
});
