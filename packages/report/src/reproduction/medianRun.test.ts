import {expect, test} from 'vitest';
import {medianRun} from './medianRun.js';

type Candidate = Parameters<typeof medianRun>[0][0];

/** A run that was solved after so many sequences, or was not. */
function run(seed: number, solvedAt: number | undefined, bits = 0): Candidate {
  const state = solvedAt === undefined ? {} : {solvedAt: {sequences: solvedAt}};
  return {seed, state, evaluation: {trained: {bits}}} as unknown as Candidate;
}

test.each<[string, [Candidate, ...Candidate[]], number]>([
  ['one run', [run(7, undefined)], 7],
  ['three runs', [run(1, 300), run(2, 100), run(3, 200)], 3],
  [
    'an even number: the earlier of the two in the middle',
    [run(1, 400), run(2, 100), run(3, 300), run(4, 200)],
    4,
  ],
  ['the cost of solved runs does not count', [run(1, 100, 9), run(2, 200, 5), run(3, 300, 0)], 2],
  ['equal numbers: by seed', [run(3, 100), run(1, 100), run(2, 100)], 2],
  ['runs that were not solved come last', [run(1, undefined, 0), run(2, 100, 5), run(3, 200, 5)], 3],
  ['most were not solved: by their bits', [run(1, undefined, 3), run(2, undefined, 1), run(3, 100)], 2],
])('%s', (_, runs, seed) => {
  expect(medianRun(runs).seed).toBe(seed);
});
