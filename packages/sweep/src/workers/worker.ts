import {ArgumentError} from '@ntmjs/arguments';
import {NonFiniteError, type TrainReport} from '@ntmjs/training';
import type {PlannedRun} from '../runs/plannedRun.js';
import type {Failure} from '../runs/result.js';
import type {Attempt, RunStore} from '../runs/store.js';
import {AttemptError, type Train} from './attemptProcess.js';
import {keepLease, LEASE, type Leases} from './leases.js';
import {isNotOfRun} from './notOfRun.js';

/** A part of a run that is to be trained. */
export interface Work {
  readonly run: PlannedRun;
  /** The number of sequences at which training pauses; by default it goes on to its end. */
  readonly until?: number | undefined;
  /** Called when a worker begins with it: before, it may wait in a queue. */
  readonly onBegin?: (() => void) | undefined;
  readonly onProgress?: ((report: TrainReport) => void) | undefined;
  /** Stops the work after a checkpoint. */
  readonly signal?: AbortSignal | undefined;
}

/** Works on a run, here or elsewhere. What became of it is in the store. */
export type Worker = (work: Work) => Promise<void>;

export interface WorkerArgs {
  readonly store: RunStore;
  readonly train: Train;
  /** Which runs may be taken. */
  readonly leases: Leases;
  /** In milliseconds. */
  readonly lease?: number | undefined;
}

/** Works on runs on this machine, each while no other process does. */
export function workerHere({store, train, leases, lease = LEASE}: WorkerArgs): Worker {
  return async (work) => {
    const {run} = work;
    if ((await store.result(run)) !== undefined) return;
    const last = (await store.attempts(run)).at(-1);
    if (!(await leases.isFree(run, last))) return;
    const attempt = await store.begin(run, (last?.attempt ?? 0) + 1);
    if (attempt === undefined) return;
    work.onBegin?.();
    await workOn(attempt, work, {train, lease});
  };
}

/**
 * Trains a run as one attempt, and says what became of it.
 *
 * @throws WriteError if a file, or BucketError if a bucket, cannot be written: another attempt may go on from the last checkpoint
 */
export async function workOn(
  attempt: Attempt,
  {run, until, onProgress, signal}: Work,
  {train, lease = LEASE}: Pick<WorkerArgs, 'train' | 'lease'>,
): Promise<void> {
  const lost = new AbortController();
  const kept = keepLease(attempt, () => lost.abort(), lease);
  const signals = [lost.signal, ...(signal === undefined ? [] : [signal])];
  const keep = () => attempt.keep().catch(() => {}); // the next one keeps it
  try {
    const end = await train({
      ...{run, folder: attempt.folder, until, signal: AbortSignal.any(signals)},
      onProgress(report) {
        void keep();
        onProgress?.(report);
      },
    });
    await attempt.keep();
    if (end.type === 'done') await attempt.finish({...end.result, attempt: attempt.number});
    if (end.type === 'reached') await attempt.record({reached: end.reached});
  } catch (error) {
    // One that lost its run may fail for any reason; its successor tells the true one.
    if (lost.signal.aborted) return;
    // What cannot be written says nothing about the run.
    if (isNotOfRun(error)) throw error;
    await attempt.record({failed: failureOf(error as Error)});
  } finally {
    kept.stop();
    await attempt.end();
  }
}

function failureOf(error: Error): Failure {
  const nonFinite = error instanceof AttemptError ? error.nonFinite : error instanceof NonFiniteError;
  const isFinal = nonFinite || error instanceof ArgumentError;
  return {
    reason: error.message,
    final: error instanceof AttemptError ? error.final : isFinal,
    ...(nonFinite && {nonFinite}),
  };
}
