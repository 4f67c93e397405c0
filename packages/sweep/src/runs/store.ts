import {requireFunction, requireObject} from '@ntmjs/arguments';
import type {PlannedRun} from './plannedRun.js';
import type {AttemptRecord, RunResult} from './result.js';

/** Where the runs of sweeps are kept, for all processes and machines that work on them. */
export interface RunStore {
  /** How often, in milliseconds, a process looks at the runs that others work on. */
  readonly lookEvery: number;
  /** The same for all who work on the runs of a store, by whatever path they reach it, and another one for each store. */
  identity(): Promise<string>;
  /** The names of the runs of which there is anything. */
  begun(): Promise<ReadonlySet<string>>;
  /** What a run gave; undefined while it is not done. */
  result(run: PlannedRun): Promise<RunResult | undefined>;
  /** The folder on this machine of a run that is done, with its trained model. */
  trainedFolder(run: PlannedRun, result: Pick<RunResult, 'attempt'>): Promise<string>;
  /** The attempts at a run, in their order. */
  attempts(run: PlannedRun): Promise<readonly AttemptRecord[]>;
  /**
   * Begins an attempt, from the last whole checkpoint of those before it. It writes what no other does, so one that was thought
   * dead overwrites nothing of its successor.
   *
   * @param number one above that of the last attempt
   * @returns undefined if another process began the attempt of this number
   */
  begin(run: PlannedRun, number: number): Promise<Attempt | undefined>;
}

/** An attempt of this process. */
export interface Attempt {
  readonly number: number;
  /** The folder of its run on this machine; there is none before the first checkpoint of any attempt. */
  readonly folder: string;
  /** Writes what the attempt says of itself; what is not given stays. */
  record(change: Partial<Pick<AttemptRecord, 'renewals' | 'reached' | 'failed'>>): Promise<void>;
  /** Whether another attempt has begun after it. */
  isOvertaken(): Promise<boolean>;
  /** Keeps what is in the folder where others find it. Called after each checkpoint. */
  keep(): Promise<void>;
  /** Says what the run gave. If another attempt was first, its result stays: it is the same. */
  finish(result: RunResult): Promise<void>;
  /** Says that nothing works on it any more. Its folder may be gone then. */
  end(): Promise<void>;
}

/** Returns a value if it is a store of runs; throws an `ArgumentError` that names the method that it lacks otherwise. */
export function requireStore(argument: string, store: RunStore): RunStore {
  requireObject(argument, store, 'a RunStore, such as a FolderStore');
  for (const method of ['identity', 'begun', 'result', 'trainedFolder', 'attempts', 'begin'] as const) {
    requireFunction(`${argument}.${method}`, store[method]);
  }
  return store;
}
