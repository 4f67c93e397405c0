import {fileURLToPath} from 'node:url';
import {renameArguments, requireNumber} from '@ntmjs/arguments';
import {numberOption} from '@ntmjs/arguments/texts';
import {openSubmitter} from '@ntmjs/sweep/queue';
import {LEASE, Leases, type RunStore, type RunSweepArgs, trainInProcess, workerHere} from '@ntmjs/sweep/runs';
import {Option} from 'commander';
import {requireJobs} from '../jobs.js';
import type {HandsOptions} from './sweepOptions.js';

/** The module of a process that trains one run. */
const ATTEMPT = fileURLToPath(new URL('../../dist/attempt.js', import.meta.url));

/** The number of runs of a sweep that are in a queue at a time. */
const IN_QUEUE = 1000;

export function leaseOption(): Option {
  return new Option('--lease <seconds>', 'how long a process may say nothing before another takes its runs')
    .argParser(numberOption('--lease'))
    .default(LEASE / 1000);
}

export function queueOption(): Option {
  return new Option(
    '--queue <url>',
    'redis://… or postgres://…: leave the runs to the workers there (see ntm worker)',
  );
}

/** Names the option of the queue in errors. */
export function renamed<T>(work: () => Promise<T>): Promise<T> {
  return renameArguments((name) => (name === 'queue' ? '--queue' : name), work);
}

/** This machine or, with a queue, the workers that listen to it. */
export async function handsOf(
  store: RunStore,
  {queue, ...options}: HandsOptions,
  say: (text: string) => void,
): Promise<{hands: Pick<RunSweepArgs, 'work' | 'parallel' | 'leases'>; close?: () => Promise<void>}> {
  if (queue === undefined) {
    const {leases, jobs: parallel, ...here} = trainingHere(options);
    return {hands: {leases, parallel, work: workerHere({store, leases, ...here})}};
  }
  const {work, advice, workers, close} = await renamed(() => openSubmitter({queue, store, onProblem: say}));
  for (const text of advice) say(text);
  if ((await workers()) === 0) say('No worker listens yet: npx ntm worker --queue …');
  return {hands: {work, parallel: IN_QUEUE}, close};
}

/** How processes of this machine train. */
export function trainingHere({jobs, lease: seconds}: Pick<HandsOptions, 'jobs' | 'lease'>) {
  requireJobs(jobs);
  const lease = 1000 * requireNumber('--lease', seconds, {min: 1});
  return {jobs, lease, leases: new Leases(lease), train: trainInProcess(ATTEMPT)};
}
