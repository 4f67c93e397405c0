import {setTimeout} from 'node:timers/promises';
import {ArgumentError, requirePositiveInteger} from '@ntmjs/arguments';
import type {TrainReport} from '@ntmjs/training';
import type {Job} from 'bullmq';
import {beginNext} from '../runs/beginNext.js';
import {failureOf} from '../runs/failureOf.js';
import type {RunStore} from '../runs/store.js';
import type {Train} from '../workers/attemptProcess.js';
import {LEASE} from '../workers/leases.js';
import {isNotOfRun} from '../workers/notOfRun.js';
import {versionsHere} from '../workers/trainAttempt.js';
import {workOn} from '../workers/worker.js';
import {connectQueue, unrepeated} from './connect.js';
import {type Accepted, type RunJob, readJob} from './job.js';
import {REFUSED} from './submit.js';

/** How many workers may die, or lose their lock, on one run before it is given up. */
const MOST_STALLS = 10;

/** How often, in milliseconds, a worker says how far a training is. */
const REPORT_EVERY = 5000;

/** How long, in milliseconds, a worker that is stopped waits for a server that does not answer. */
const CLOSE_WITHIN = 10_000;

export interface ServeArgs {
  /** The address of the queue: `redis://…` or `postgres://…`. */
  readonly queue: string;
  readonly store: RunStore;
  /** Trains in another process: the event loop of this one must be free to renew locks. */
  readonly train: Train;
  /** The number of runs at a time. */
  readonly jobs: number;
  /** The folder of the modules and saved models that runs may name; without, runs that name any are refused. */
  readonly modules?: string | undefined;
  /** How long, in milliseconds, a worker may say nothing before another takes its runs. */
  readonly lease?: number | undefined;
  /** Ends the work: what is in training goes back to the queue after a checkpoint. */
  readonly signal: AbortSignal;
  /** Called with what happens, in words. */
  readonly onEvent?: ((message: string) => void) | undefined;
}

/**
 * Works on the runs of a queue until its signal is aborted.
 *
 * @throws ArgumentError if the server does not answer or a package is missing
 * @throws WriteError if a file, or BucketError if a bucket, cannot be written; the runs go back to the queue, for workers that can
 */
export async function serveQueue(args: ServeArgs): Promise<void> {
  const {queue: url, store, jobs, modules, lease = LEASE, onEvent = () => {}} = args;
  requirePositiveInteger('jobs', jobs);
  const versions = await versionsHere();
  const connected = await connectQueue(url, versions);
  for (const advice of connected.advice) onEvent(advice);
  const {UnrecoverableError, WaitingError} = await import('bullmq');
  onEvent(`Works on ${connected.name}`);
  const trainings = new Set<Promise<void>>();
  let cause: Error | undefined;
  const broken = new AbortController();
  const signal = AbortSignal.any([args.signal, broken.signal]);
  const accepted: Accepted = {versions, store: await store.identity(), modules};

  /** @returns whether the job is done with: it is not if the worker was stopped */
  async function trainJob(job: Job<RunJob>): Promise<boolean> {
    const {run, until} = await readJob(job.id, job.data, accepted).catch((error) => {
      if (error instanceof ArgumentError) throw new UnrecoverableError(`${REFUSED}${error.message}`);
      throw error;
    });
    if ((await store.result(run)) !== undefined) return true;
    const attempt = await beginNext(store, run);
    onEvent(`${run.name}: attempt ${attempt.number}`);
    let reported = 0;
    const onProgress = (report: TrainReport) => {
      if (performance.now() - reported < REPORT_EVERY) return;
      reported = performance.now();
      job.updateProgress({...report}).catch(() => {}); // the next one says more
    };
    const training = workOn(attempt, {run, until, onProgress, signal}, {...args, lease});
    trainings.add(training);
    await training.finally(() => trainings.delete(training));
    const attempts = await store.attempts(run);
    const {failed, reached} = attempts.find((each) => each.attempt === attempt.number)!;
    if (failed !== undefined) {
      onEvent(`${run.name}: ${failed.reason}`);
      throw failureOf(attempts) === undefined
        ? new Error(failed.reason)
        : new UnrecoverableError(failed.reason);
    }
    return !signal.aborted || reached !== undefined || (await store.result(run)) !== undefined;
  }

  async function work(job: Job<RunJob>, token?: string): Promise<void> {
    try {
      if (await trainJob(job)) return;
    } catch (error) {
      if (!isNotOfRun(error)) throw error;
      cause ??= error;
      broken.abort();
    }
    await job.moveToWait(token);
    throw new WaitingError();
  }

  const worker = connected.worker(work, {
    ...{concurrency: jobs, lockDuration: lease, stalledInterval: lease / 2, maxStalledCount: MOST_STALLS},
    ...{removeOnComplete: {count: 1000}},
  });
  worker.on('error', unrepeated(onEvent));
  worker.on('stalled', (id) => onEvent(`the worker of ${id} says nothing: another takes it`));
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), {once: true});
  });
  const closed = worker.close().then(() => true);
  await Promise.allSettled(trainings);
  // If the server is away, the lock of what this worker had ends by itself.
  if (!(await Promise.race([closed, setTimeout(CLOSE_WITHIN, false)]))) await worker.disconnect();
  if (cause !== undefined) throw cause;
}
