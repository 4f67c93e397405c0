import {join} from 'node:path';
import {expect, test, vi} from 'vitest';
import {readSweep, type SweepConfig} from '../config/sweepConfig.js';
import {describeSmall, testFolder} from '../fixtures/smallSweep.js';
import {FolderStore} from '../runs/folderStore.js';
import {Leases} from '../work/leases.js';
import {trainAttempt} from '../work/trainAttempt.js';
import {workerHere} from '../work/work.js';
import {type RunSweepArgs, runSweep} from './runSweep.js';
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
async function sweeping(root: string, config: SweepConfig, more: Partial<RunSweepArgs> = {}) {
  const sweep = await readSweep('sweep', config);
  const folder = await SweepFolder.open(join(root, 'sweep'), config);
  const store = new FolderStore(join(root, 'runs'));
  const leases = new Leases();
  const train = vi.fn(trainAttempt);
  const work = workerHere({store, train, leases});
  const signal = new AbortController().signal;
  return {
    args: {sweep, folder, store, leases, work, describe: describeSmall, parallel: 1, signal, ...more},
    train,
    store,
  };
}

test('all runs of a grid are trained, and asking again costs nothing', async () => {
  const root = await testFolder();
  const {args, train} = await sweeping(root, grid);
  const {runs} = await runSweep(args);
  expect(train).toHaveBeenCalledTimes(4);
  expect(runs.map(({point, run}) => [point.learningRate, run.config.seed])).toEqual([
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
});
