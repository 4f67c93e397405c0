import {join} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {NonFiniteError} from '@ntmjs/training';
import {expect, test, vi} from 'vitest';
import {readSweep, type SweepConfig} from '../config/sweepConfig.js';
import {describeSmall, testFolder, trainedResult} from '../fixtures/smallSweep.js';
import {FolderStore} from '../runs/folderStore.js';
import type {Train} from '../workers/attemptProcess.js';
import {Leases} from '../workers/leases.js';
import {type AttemptArgs, trainAttempt} from '../workers/trainAttempt.js';
import {type Worker, workerHere} from '../workers/worker.js';
import {type RunSweepArgs, runSweep, type SweepStanding, surveySweep} from './runSweep.js';
import {valueOfRun} from './standing.js';
import {SweepFolder} from './sweepFolder.js';

const grid = {
  run: {task: 'copy'},
  search: {method: 'grid', space: {learningRate: {type: 'choice', values: [1e-3, 1e-2]}}},
  seeds: 2,
  objective: {type: 'metric', metric: 'bits'},
  evaluation: {episodes: 2},
} as const satisfies SweepConfig;

/** A process' work on a sweep in a folder. */
async function sweeping(
  root: string,
  config: SweepConfig,
  trained: Train = trainAttempt,
  more: Partial<RunSweepArgs> = {},
  name = 'sweep',
) {
  const sweep = await readSweep('sweep', config);
  const folder = await SweepFolder.open(join(root, name), config);
  const store = new FolderStore(join(root, 'runs'));
  const leases = new Leases();
  const train = vi.fn(trained);
  const args: RunSweepArgs = {
    ...{sweep, folder, store, leases, describe: describeSmall, parallel: 1},
    work: workerHere({store, train, leases}),
    signal: new AbortController().signal,
    ...more,
  };
  return {args, train, store};
}

/** The learning rates and seeds that were trained. */
const trainedBy = (train: {readonly mock: {readonly calls: readonly (readonly [AttemptArgs])[]}}) =>
  train.mock.calls.map(([{run}]) => [
    (run.config.training.optimizer as unknown as {learningRate: number}).learningRate,
    run.config.seed,
  ]);

test('all runs of a grid are trained, and asking again costs nothing', async () => {
  const root = await testFolder();
  const {args, train} = await sweeping(root, grid);
  const {runs} = await runSweep(args);
  expect(trainedBy(train)).toEqual([
    [1e-3, 1],
    [1e-3, 2],
    [1e-2, 1],
    [1e-2, 2],
  ]);
  for (const run of runs) expect(valueOfRun(run, args.sweep.objective)).toBe(run.result!.results[0]!.bits);
  expect(new Set(runs.map(({result}) => result!.weights)).size).toBe(4);
  const again = await sweeping(root, grid);
  expect((await runSweep(again.args)).runs.map(({result}) => result)).toEqual(runs.map(({result}) => result));
  expect(again.train).not.toHaveBeenCalled();
  // Another sweep with some of the same runs has them, too.
  const other = {
    ...grid,
    search: {...grid.search, space: {learningRate: {type: 'choice', values: [1e-2, 3e-2]}}},
  } as const;
  const sweep = await sweeping(root, other, trainedResult, {}, 'other');
  await runSweep(sweep.args);
  expect(trainedBy(sweep.train)).toEqual([
    [3e-2, 1],
    [3e-2, 2],
  ]);
});

test('a run that is stopped again and again gives the same weights as one that is not', async () => {
  const undisturbed = await sweeping(await testFolder(), {...grid, seeds: 1});
  const expected = (await runSweep(undisturbed.args)).runs.map(({result}) => result!.weights);
  const root = await testFolder();
  let calls = 0;
  for (let isOver = false; !isOver; ) {
    const stop = new AbortController();
    const {args} = await sweeping(
      root,
      {...grid, seeds: 1},
      (attempt) => trainAttempt({...attempt, onProgress: () => stop.abort()}),
      {signal: stop.signal},
    );
    const {runs} = await runSweep(args);
    isOver = runs.length === 2 && runs.every(({result}) => result !== undefined);
    if (isOver) expect(runs.map(({result}) => result!.weights)).toEqual(expected);
    calls += 1;
  }
  expect(calls).toBeGreaterThan(4);
});

test('two processes share the work on a sweep, and each run is trained once', async () => {
  const root = await testFolder();
  const slow: Train = async (attempt) => {
    await setTimeout(20);
    return trainedResult(attempt);
  };
  const config = {...grid, seeds: 6};
  const both = await Promise.all([sweeping(root, config, slow), sweeping(root, config, slow)]);
  const [one, other] = await Promise.all(both.map(({args}) => runSweep(args)));
  expect(one!.runs.map(({result}) => result)).toEqual(other!.runs.map(({result}) => result));
  expect(one!.runs).toHaveLength(12);
  const shares = both.map(({train}) => trainedBy(train));
  expect(new Set(shares.flat().map(String)).size).toBe(12);
  expect(shares.flat()).toHaveLength(12);
  for (const share of shares) expect(share.length).toBeGreaterThan(0);
});

test('a run that fails is tried again, and given up with its reason', async () => {
  const failing: Train = async (attempt) => {
    if (attempt.run.config.seed === 1) throw new Error('no memory');
    return trainedResult(attempt);
  };
  const {args, train} = await sweeping(await testFolder(), grid, failing);
  const {runs} = await runSweep(args);
  expect(runs.map(({failure}) => failure?.reason)).toEqual(['no memory', undefined, 'no memory', undefined]);
  expect(trainedBy(train).filter(([, seed]) => seed === 1)).toHaveLength(6);
  expect(valueOfRun(runs[0]!, args.sweep.objective)).toBe(Number.POSITIVE_INFINITY);
});

test('a run that a number ended which is not finite is not tried again, and says so', async () => {
  const {args, train} = await sweeping(await testFolder(), {...grid, seeds: 1}, async () => {
    throw new NonFiniteError('the loss', Number.NaN, 300);
  });
  const {runs} = await runSweep(args);
  for (const {failure} of runs) {
    expect(failure).toMatchObject({final: true, nonFinite: true});
    expect(failure!.reason).toContain('the loss is NaN after 300 sequences');
  }
  expect(trainedBy(train)).toHaveLength(runs.length);
});

test('a run that pauses ends early if others do better, and whoever asks later is told the same', async () => {
  const root = await testFolder();
  const config = {
    ...grid,
    search: {method: 'grid', space: {learningRate: {type: 'choice', values: [1, 2, 3, 4]}}},
    seeds: 1,
    stopping: {rule: 'halving', first: 10, factor: 2},
  } as const satisfies SweepConfig;
  const {args, train} = await sweeping(root, config, trainedResult);
  const {runs} = await runSweep(args);
  // The objective is the rate: the first is the best, and the second is compared with it alone.
  expect(runs.map(({stopped, result}) => (stopped ? 'ended early' : result?.reason))).toEqual([
    'budget',
    'ended early',
    'ended early',
    'ended early',
  ]);
  expect(train.mock.calls.map(([{until}]) => until)).toEqual([10, 20, undefined, 10, 10, 10]);
  const {sweep, folder, store, describe} = (await sweeping(root, config)).args;
  const survey = await surveySweep({sweep, folder, store, describe});
  expect(survey.runs.map(({stopped}) => stopped)).toEqual(runs.map(({stopped}) => stopped));
  expect(survey.isPlanned).toBe(true);
});

test('a budget of runs or sequences ends a sweep, of hours stops it', async () => {
  const random = {
    ...grid,
    search: {method: 'random', space: {learningRate: {type: 'number', min: 0.1, max: 1}}, points: 50},
  } as const satisfies SweepConfig;
  const runs = async (budget: SweepConfig['budget'], train: Train = trainedResult) => {
    const {args} = await sweeping(await testFolder(), {...random, budget}, train);
    return (await runSweep(args)).runs.length;
  };
  expect(await runs({runs: 7})).toBe(6);
  expect(await runs({sequences: 100})).toBe(4);
  const untilStopped: Train = async ({signal}) => {
    while (!signal!.aborted) await setTimeout(10);
    return {type: 'stopped'};
  };
  expect(await runs({hours: 1e-4}, untilStopped)).toBe(2);
});

test('a point whose options are wrong is an error, and no point of the sweep', async () => {
  const root = await testFolder();
  const {args} = await sweeping(root, grid, trainedResult, {
    async describe(options) {
      if (options.learningRate === 1e-2) throw new Error('too fast');
      return describeSmall(options);
    },
  });
  await expect(runSweep(args)).rejects.toThrow('too fast');
  expect(await args.folder!.points()).toEqual([{learningRate: 1e-3}]);
});

test('arguments that make no sense are refused by name', async () => {
  const {args} = await sweeping(await testFolder(), grid, trainedResult);
  const wrong = (change: object) => runSweep({...args, ...change});
  await expect(wrong({parallel: 0})).rejects.toThrow('parallel must be');
  await expect(wrong({sweep: grid})).rejects.toThrow('sweep.sampler must be a sampler');
  await expect(wrong({folder: 'sweeps'})).rejects.toThrow('folder must be a SweepFolder');
  await expect(wrong({store: undefined})).rejects.toThrow('store must be a RunStore');
  await expect(wrong({describe: undefined})).rejects.toThrow('describe must be');
  await expect(wrong({work: undefined})).rejects.toThrow('work must be');
  await expect(wrong({signal: undefined})).rejects.toThrow('signal must be');
  await expect(wrong({more: 1})).rejects.toThrow('runSweep.more must be omitted');
  await expect(surveySweep(args)).rejects.toThrow('surveySweep.leases must be omitted');
});

test('shares of a sweep are worked on apart, and each ends with its own', async () => {
  const root = await testFolder();
  const counts: number[] = [];
  for (const index of [0, 1, 2]) {
    const {args, train} = await sweeping(root, grid);
    await runSweep({...args, share: {index, of: 3}});
    counts.push(train.mock.calls.length);
  }
  expect(counts).toEqual([2, 1, 1]);
  const {args, train} = await sweeping(root, grid);
  expect((await runSweep(args)).runs.every(({result}) => result !== undefined)).toBe(true);
  expect(train).not.toHaveBeenCalled();
});

test('a run that waits in a queue is not running', async () => {
  const root = await testFolder();
  const seen: number[] = [];
  const {args, store} = await sweeping(root, grid, trainedResult, {parallel: 4});
  const here = args.work;
  let turn = Promise.resolve();
  // One at a time, as a queue with one worker.
  const work: Worker = (part) => {
    turn = turn.then(() => here(part));
    return turn;
  };
  const onChange = ({running}: SweepStanding) => void seen.push(running.size);
  const {runs} = await runSweep({...args, store, work, onChange});
  expect(runs.every(({result}) => result !== undefined)).toBe(true);
  expect(Math.max(...seen)).toBe(1);
});
