import type {TrainReport} from '@ntmjs/training';
import {expect, test} from 'vitest';
import type {SweepConfig} from '../config/sweepConfig.js';
import {type Outcome, standingOf} from '../fixtures/standings.js';
import {progressText, secondsLeft, statusText} from './progressText.js';

const config: SweepConfig = {
  run: {task: 'copy'},
  search: {method: 'grid', space: {rows: {type: 'choice', values: [16, 32, 64]}}},
  seeds: 2,
  objective: {type: 'metric', metric: 'wrongBits'},
};

// A training to the end takes 50 seconds.
const done: Outcome = {wrongBits: 1};

const standing = (...outcomes: Outcome[]) =>
  standingOf(config, 3, (_, seed, number) => outcomes[2 * number + seed - 1]!);

const report = {sequences: 4000, seconds: 20, sequencesPerSecond: 200, bits: 12.34} as TrainReport;

test('the time left is unknown before a run is done, and when none is running', async () => {
  expect(secondsLeft(await standing('running', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting'))).toBe(
    undefined,
  );
  expect(
    secondsLeft(await standing({failure: 'no'}, 'running', 'waiting', 'waiting', 'waiting', 'waiting')),
  ).toBe(undefined);
  expect(secondsLeft(await standing(done, 'waiting', 'waiting', 'waiting', 'waiting', 'waiting'))).toBe(
    undefined,
  );
});

test('the runs that are left take as long as those that are over, as many at a time as are running', async () => {
  expect(secondsLeft(await standing(done, 'running', 'waiting', 'waiting', 'waiting', 'waiting'))).toBe(250);
  expect(secondsLeft(await standing(done, 'running', 'running', 'waiting', 'waiting', 'waiting'))).toBe(125);
  // One that ended early took 15 seconds.
  expect(secondsLeft(await standing(done, {stopped: 3}, 'running', 'waiting', 'waiting', 'waiting'))).toBe(
    130,
  );
});

test('what is trained of a run is not left', async () => {
  const now = await standing(done, 'waiting', 'waiting', 'waiting', 'waiting', 'waiting');
  const running = new Map([[now.runs[1]!, report]]);
  expect(secondsLeft({...now, running})).toBe(230);
});

test('each run that this process works on has a line', async () => {
  const now = await standing(done, 'waiting', 'waiting', 'waiting', 'waiting', 'waiting');
  const running = new Map([
    [now.runs[1]!, report],
    [now.runs[2]!, undefined],
  ]);
  expect(progressText({...now, running}).split('\n')).toEqual([
    '1 of 6 runs are done, 2 running, about 1m 55s of training left',
    '  point 0, seed 2: 4 000 of 10 000 sequences, 12.3 bits, 200 a second',
    '  point 1, seed 1: begins',
  ]);
});

test('of very many runs the first have a line', async () => {
  const now = await standing(done, 'waiting', 'waiting', 'waiting', 'waiting', 'waiting');
  const running = new Map(Array.from({length: 25}, () => [{...now.runs[1]!}, report]));
  const lines = progressText({...now, running}).split('\n');
  expect(lines).toHaveLength(22);
  expect(lines.at(-1)).toBe('  and 5 more');
});

test('the status has the points, the best first, and the failures', async () => {
  const text = statusText(
    await standing(
      ...[{wrongBits: 3}, done, {wrongBits: 1, solvedAt: 700}, done],
      ...[{failure: 'no\nmemory', nonFinite: true} as const, 'running' as const],
    ),
  );
  expect(text.split('\n')).toEqual([
    '  point   rows   wrongBits   best seed   worst seed   solved   done   failed   running   not finite',
    expect.stringMatching(/^ {2}─+$/),
    '      1     32        1.00        1.00         1.00   1 of 2      2        0         0            0',
    '      0     16        3.00        1.00         3.00   0 of 2      2        0         0            0',
    '      2     64           –        none         none   0 of 1      0        1         1            1',
    '',
    'Failed: no',
    'memory',
    '  point 2, seed 1 (copy-2-1)',
    '',
    '4 of 6 runs are done, 1 running, 1 failed, the best: 1.00 wrongBits with rows 32',
  ]);
});
