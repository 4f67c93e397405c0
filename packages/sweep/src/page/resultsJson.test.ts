import {expect, test} from 'vitest';
import type {SweepConfig} from '../config/sweepConfig.js';
import {type Outcome, standingOf} from '../fixtures/standings.js';
import {sweepResults} from './resultsJson.js';

const config: SweepConfig = {
  run: {task: 'copy'},
  search: {method: 'grid', space: {rows: {type: 'choice', values: [16, 32]}}},
  seeds: 3,
  objective: {type: 'metric', metric: 'wrongBits', goal: 'maximize'},
};

test('a row for each run, in the order of points and seeds', async () => {
  const outcomes: Outcome[] = [
    {wrongBits: 2, solvedAt: 700},
    {failure: 'no', nonFinite: true},
    {stopped: 5},
    'running',
    'waiting',
    {wrongBits: 1},
  ];
  const standing = await standingOf(config, 2, (_, seed, number) => outcomes[3 * number + seed - 1]!);
  const {runs, objective} = sweepResults(standing);
  expect(objective).toEqual(config.objective);
  expect(
    runs.map(({point, options, seed, state, objective}) => [point, options.rows, seed, state, objective]),
  ).toEqual([
    [0, 16, 1, 'done', 2],
    [0, 16, 2, 'failed', null],
    [0, 16, 3, 'stopped', 5],
    [1, 32, 1, 'running', null],
    [1, 32, 2, 'waiting', null],
    [1, 32, 3, 'done', 1],
  ]);
  expect(runs[0]).toMatchObject({
    ...{run: 'copy-0-1', sequences: 10_000, seconds: 50, solvedAt: 700, attempt: 1},
    metrics: {bits: 4, wrongBits: 2},
  });
  expect(runs[1]).toMatchObject({failure: 'no', nonFinite: true});
  expect(runs[2]!.nonFinite).toBeUndefined();
  expect(runs[2]).toMatchObject({sequences: 3000, seconds: 15});
  expect(JSON.parse(JSON.stringify(runs)).map(({sequences}: {sequences: number}) => sequences)).toEqual([
    10_000, 0, 3000, 0, 0, 10_000,
  ]);
});
