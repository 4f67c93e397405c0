import {setMaxListeners} from 'node:events';
import {setTimeout} from 'node:timers/promises';
import {ArgumentError} from '@ntmjs/arguments';
import type {TrainReport} from '@ntmjs/training';
import {beginNext} from '../runs/beginNext.js';
import {failureOf, MOST_TRIES} from '../runs/failureOf.js';
import type {PlannedRun} from '../runs/plannedRun.js';
import type {RunStore} from '../runs/store.js';
import {versionsHere} from '../workers/trainAttempt.js';
import type {Work, Worker} from '../workers/worker.js';
import {connectQueue, unrepeated} from './connect.js';
import {jobId, type RunJob} from './job.js';

/** How often, in milliseconds, it is asked what became of jobs: their events may have been lost with the server. */
const ASK_EVERY = 10_000;

/** How long, in milliseconds, to wait before an attempt after one that failed; twice as long after the next. */
const BACKOFF = 1000;

/** How jobs that a worker refuses fail. */
export const REFUSED = 'refused: ';

export interface SubmitArgs {
  /** The address of the queue: `redis://…` or `postgres://…`. */
  readonly queue: string;
  /** Where runs are kept, for the workers too. */
  readonly store: RunStore;
  /** Called with what went wrong and is tried again. */
  readonly onProblem?: ((message: string) => void) | undefined;
}

/** Gives runs to the workers of a queue. */
export interface Submitter {
  /** Adds a run to the queue, unless it is there, and waits until it is out of it. If its signal is aborted, the run stays in the queue. */
  readonly work: Worker;
  /** How the server of the queue should be set up and is not. */
  readonly advice: readonly string[];
  /** The number of workers that listen now. */
  workers(): Promise<number>;
  close(): Promise<void>;
}

/** What waits for a job. */
interface Waiting {
  /** Whether the job is in the queue: before, there may be one of an earlier sweep. */
  isAdded: boolean;
  readonly onBegin?: (() => void) | undefined;
  readonly onProgress?: ((report: TrainReport) => void) | undefined;
  /** @param reason why the job failed; undefined if it was completed, or is not there */
  readonly settle: (reason: string | undefined) => void;
}

/**
 * Connects to a queue, to which a sweep then gives its runs.
 *
 * @throws ArgumentError if the server does not answer or a package is missing
 */
export async function openSubmitter({
  queue: url,
  store,
  onProblem = () => {},
}: SubmitArgs): Promise<Submitter> {
  const connected = await connectQueue(url, await versionsHere());
  const storeId = await store.identity();
  const [queue, events] = [connected.queue(), connected.events()];
  const waiting = new Map<string, Set<Waiting>>();
  const closed = new AbortController();
  const onError = unrepeated(onProblem);
  queue.on('error', onError);
  events.on('error', onError);
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);

  const settleAll = (id: string, reason?: string) => {
    for (const each of waiting.get(id) ?? []) each.settle(reason);
  };
  events.on('completed', ({jobId: id}) => settleAll(id));
  events.on('failed', ({jobId: id, failedReason}) => settleAll(id, failedReason));
  events.on('active', ({jobId: id}) => {
    for (const {onBegin} of waiting.get(id) ?? []) onBegin?.();
  });
  events.on('progress', ({jobId: id, data}) => {
    for (const {onProgress} of waiting.get(id) ?? []) onProgress?.(data as unknown as TrainReport);
  });

  /** Asks the server until it answers. */
  async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (signal.aborted) throw error;
        onError(error as Error);
        await setTimeout(BACKOFF, undefined, {signal});
      }
    }
  }

  async function add(id: string, {run, until}: Work): Promise<void> {
    const {config, evaluation, versions} = run;
    const data: RunJob = {run: {config, evaluation, versions}, until, store: storeId};
    // One of an earlier sweep: its run is to be done again, since the store has no end of it.
    const before = await queue.getJob(id);
    if (before !== undefined && ((await before.isCompleted()) || (await before.isFailed())))
      await before.remove();
    await queue.add(run.name, data, {
      ...{jobId: id, attempts: MOST_TRIES, backoff: {type: 'exponential', delay: BACKOFF}},
      removeOnComplete: {count: 1000},
    });
  }

  async function askForAll(): Promise<void> {
    while (!closed.signal.aborted) {
      await setTimeout(ASK_EVERY, undefined, {signal: closed.signal}).catch(() => {});
      for (const [id, of] of [...waiting]) {
        if (closed.signal.aborted) return;
        if (![...of].every(({isAdded}) => isAdded)) continue;
        try {
          const job = await queue.getJob(id);
          if (job === undefined || (await job.isCompleted())) settleAll(id);
          else if (await job.isFailed()) settleAll(id, job.failedReason);
        } catch (error) {
          if (!closed.signal.aborted) onError(error as Error);
        }
      }
    }
  }
  void askForAll();

  const work: Worker = async (part) => {
    const {run, until, onBegin, onProgress, signal = closed.signal} = part;
    setMaxListeners(0, signal); // one for each run in the queue
    const id = jobId(run, until);
    const of = waiting.get(id) ?? new Set();
    waiting.set(id, of);
    let settle!: Waiting['settle'];
    const settled = new Promise<string | undefined>((resolve) => {
      settle = resolve;
    });
    const entry: Waiting = {isAdded: false, onBegin, onProgress, settle};
    of.add(entry);
    const stop = () => settle(undefined);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    try {
      await patiently(() => add(id, part), signal);
      entry.isAdded = true;
      const failed = await settled;
      if (failed !== undefined && !signal.aborted) await recordFailure(store, run, failed);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      of.delete(entry);
      if (of.size === 0) waiting.delete(id);
    }
  };

  return {
    ...{work, advice: connected.advice},
    workers: () => queue.getWorkersCount(),
    async close() {
      closed.abort();
      await Promise.all([queue.close(), events.close()]);
    },
  };
}

/**
 * Keeps why the queue gave a run up where its other failures are: its workers died, or could not write.
 *
 * @throws ArgumentError if a worker refused it: the run has not failed
 */
async function recordFailure(store: RunStore, run: PlannedRun, reason: string): Promise<void> {
  if (reason.startsWith(REFUSED)) {
    throw new ArgumentError(`the run ${run.name}`, 'one that workers accept', reason.slice(REFUSED.length));
  }
  if ((await store.result(run)) !== undefined || failureOf(await store.attempts(run)) !== undefined) return;
  const attempt = await beginNext(store, run);
  await attempt.record({failed: {reason, final: true}});
  await attempt.end();
}
