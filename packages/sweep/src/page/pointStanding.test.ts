import {expect, test} from 'vitest';
import type {SweepConfig} from '../config/sweepConfig.js';
import {type Outcome, standingOf} from '../fixtures/standings.js';
import {pointsOf} from './pointStanding.js';
import {standingText, summaryOf} from './standingText.js';

const config: SweepConfig = {
  run: {task: 'copy'},
  search: {method: 'grid', space: {rows: {type: 'choice', values: [16, 32, 64, 128]}}},
  seeds: 3,
  objective: {type: 'metric', metric: 'wrongBits'},
};

const [bad, good]: Outcome[] = [{failure: 'no'}, {wrongBits: 1}];

/** The standing of four points with these outcomes of their seeds. */
const standing = (...outcomes: Outcome[][]) =>
  standingOf(config, 4, (_, seed, number) => outcomes[number]![seed - 1]!);

test('the best point is first; points that failed come before those that are not over', async () => {
  const points = pointsOf(
    await standing(
      [good!, good!, 'running'],
      [bad!, bad!, good!],
      [good!, {wrongBits: 9}, bad!],
      [{wrongBits: 3}, {wrongBits: 2}, {stopped: 5}],
    ),
  );
  expect(points.map(({number, value, values}) => [number, value, values])).toEqual([
    [3, 3, [2, 3, 5]],
    [2, 9, [1, 9, Number.POSITIVE_INFINITY]],
    [1, Number.POSITIVE_INFINITY, [1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]],
    [0, undefined, [1, 1]],
  ]);
  expect(points[0]!.counts).toEqual({done: 2, failed: 0, stopped: 1, running: 0, waiting: 0});
});

test('no point is the best before all of its seeds are over, or if they failed', async () => {
  const waiting: Outcome[] = ['waiting', 'waiting', 'waiting'];
  expect(summaryOf(await standing([good!, good!, 'running'], [bad!, bad!, bad!], waiting, waiting))).toEqual({
    ...{done: 2, failed: 3, running: 1, stopped: 0, all: 12},
    best: undefined,
  });
});

test('the line says what there is', async () => {
  const text = standingText(
    await standing(
      [good!, good!, good!],
      [bad!, good!, good!],
      [good!, 'running', 'waiting'],
      [{stopped: 4}, 'running', 'waiting'],
    ),
  );
  expect(text).toBe(
    '6 of 12 runs are done, 2 running, 1 failed, 1 ended early, the best: 1.00 wrongBits with rows 16',
  );
});
