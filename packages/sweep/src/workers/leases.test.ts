import {setTimeout} from 'node:timers/promises';
import {thisProcess, WriteError} from '@ntmjs/training/runs';
import {expect, test} from 'vitest';
import {describeSmall, smallEvaluation, testFolder, trainedResult} from '../fixtures/smallSweep.js';
import {FolderStore} from '../runs/folderStore.js';
import {plannedRun} from '../runs/plannedRun.js';
import type {AttemptRecord} from '../runs/result.js';
import type {Train} from './attemptProcess.js';
import {Leases} from './leases.js';
import {SoftwareError} from './notOfRun.js';
import {trainAttempt} from './trainAttempt.js';
import {workerHere, workOn} from './worker.js';

const planned = async () => plannedRun({...(await describeSmall({seed: 1})), evaluation: smallEvaluation});

const record = async (change: Partial<AttemptRecord> = {}): Promise<AttemptRecord> => ({
  ...{attempt: 1, holder: await thisProcess(), since: '', renewals: 0, ended: false},
  ...change,
});

test('a run is free before its first attempt, and after one that has ended', async () => {
  const run = await planned();
  const leases = new Leases(1000);
  expect(await leases.isFree(run, undefined)).toBe(true);
  expect(await leases.isFree(run, await record())).toBe(false);
  expect(await leases.isFree(run, await record({ended: true}))).toBe(true);
});

test('the run of a process of this machine that has ended is free at once', async () => {
  const run = await planned();
  const {process: _, ...here} = await thisProcess();
  const gone = {...here, process: 2 ** 22 + 1};
  expect(await new Leases(1000).isFree(run, await record({holder: gone}))).toBe(true);
});

test('a run of another machine is free when it said nothing for the length of a lease', async () => {
  const run = await planned();
  const holder = {host: 'elsewhere', process: 1};
  const leases = new Leases(50);
  expect(await leases.isFree(run, await record({holder}))).toBe(false);
  await setTimeout(60);
  expect(await leases.isFree(run, await record({holder, renewals: 1}))).toBe(false);
  await setTimeout(60);
  expect(await leases.isFree(run, await record({holder, renewals: 1}))).toBe(true);
});

test('a worker that was thought dead stops, and its successor’s result stays', async () => {
  const store = new FolderStore(await testFolder());
  const run = await planned();
  const leases = new Leases();
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const first: Train = async (attempt) => {
    // Until it is told that it lost its run.
    while (!attempt.signal!.aborted) await setTimeout(5);
    await finished;
    return trainedResult(attempt);
  };
  const one = workOn((await store.begin(run, 1))!, {run}, {train: first, lease: 30});
  const other = (await store.begin(run, 2))!;
  await workOn(other, {run}, {train: trainedResult, lease: 30});
  finish();
  await one;
  expect((await store.result(run))!.attempt).toBe(2);
  expect((await store.attempts(run)).map(({ended, failed}) => [ended, failed])).toEqual([
    [true, undefined],
    [true, undefined],
  ]);
  // Nothing is left to do.
  const never: Train = () => Promise.reject(new Error('trained once more'));
  await workerHere({store, train: never, leases})({run});
});

test.each([
  ['what cannot be written', new WriteError('weights.bin', 'the disk is full')],
  ['software that has changed', new SoftwareError('another commit')],
])('%s is no failure of a run', async (_, error) => {
  const store = new FolderStore(await testFolder());
  const run = await planned();
  const train: Train = () => Promise.reject(error);
  const leases = new Leases();
  await expect(workerHere({store, train, leases})({run})).rejects.toThrow(error.message);
  expect(await store.attempts(run)).toMatchObject([{ended: true}]);
  expect((await store.attempts(run))[0]!.failed).toBeUndefined();
  await workerHere({store, train: trainedResult, leases})({run});
  expect((await store.result(run))!.attempt).toBe(2);
});

test('a run of other software is not trained', async () => {
  const run = await planned();
  const other = plannedRun({
    ...(await describeSmall({seed: 1})),
    evaluation: run.evaluation,
    versions: {ntmjs: '9'},
  });
  await expect(trainAttempt({run: other, folder: await testFolder()})).rejects.toThrow(
    /^the software here is .*, and the run is of \{"ntmjs":"9"\}: it has changed since the sweep was called$/,
  );
});
