import fc from 'fast-check';
import {expect, test} from 'vitest';
import {summarizeRuns, type TrainingRun} from './runSummary.js';

/** A run of `[sequences, value]` points. */
const run = (seed: number, ...points: [number, number][]): TrainingRun => ({
  seed,
  points: points.map(([sequences, value]) => ({sequences, value})),
});

test.each<[string, TrainingRun[], number[][]]>([
  [
    'one run is its own median and range',
    [run(1, [10, 5], [20, 3])],
    [
      [10, 5, 5, 5],
      [20, 3, 3, 3],
    ],
  ],
  ['the middle one of three', [run(1, [10, 9]), run(2, [10, 1]), run(3, [10, 2])], [[10, 2, 1, 9]]],
  ['the mean of the middle two of four', [9, 1, 2, 4].map((v, i) => run(i, [10, v])), [[10, 3, 1, 9]]],
  [
    'a run counts up to its end',
    [run(1, [10, 4], [20, 0]), run(2, [10, 6], [20, 4], [30, 8])],
    [
      [10, 5, 4, 6],
      [20, 2, 0, 4],
      [30, 8, 8, 8],
    ],
  ],
  [
    'a run counts from its beginning, and between its points on the line that joins them',
    [run(1, [10, 0], [30, 8]), run(2, [15, 6], [20, 2], [40, 1])],
    [
      [10, 0, 0, 0],
      [15, 4, 2, 6],
      [20, 3, 2, 4],
      [30, 4.75, 1.5, 8],
      [40, 1, 1, 1],
    ],
  ],
])('%s', (_, runs, rows) => {
  expect(summarizeRuns(runs).map(({sequences, median, low, high}) => [sequences, median, low, high])).toEqual(
    rows,
  );
});

test('of runs with the same times it is the median and range of each column, in any order of the runs', () => {
  const values = fc.array(fc.array(fc.nat(100), {minLength: 4, maxLength: 4}), {minLength: 1, maxLength: 6});
  fc.assert(
    fc.property(values, (rows) => {
      const runs = rows.map((row, seed) => run(seed, ...row.map((v, i): [number, number] => [i + 1, v])));
      const summary = summarizeRuns(runs);
      expect(summarizeRuns([...runs].reverse())).toEqual(summary);
      expect(summary.map(({sequences}) => sequences)).toEqual([1, 2, 3, 4]);
      for (const [column, {median, low, high}] of summary.entries()) {
        const values = rows.map((row) => row[column]!);
        expect([low, high]).toEqual([Math.min(...values), Math.max(...values)]);
        // As many values lie above a median as below it.
        const above = values.filter((value) => value > median).length;
        const below = values.filter((value) => value < median).length;
        expect(Math.max(above, below)).toBeLessThanOrEqual(rows.length / 2);
        if (rows.length % 2 === 0) {
          const middle = Math.max(...values.filter((value) => value <= median));
          expect(Math.min(...values.filter((value) => value >= median)) - median).toBe(median - middle);
        }
      }
    }),
  );
});
