import type {BackendName} from '../host.js';
import type {LoadJob, LoadResult} from '../loadJob.js';
import {give} from './messages.js';

/** Runs load jobs in a separate worker, which the first job starts. */
export function loadInWorker(backend: BackendName): (job: LoadJob) => Promise<LoadResult> {
  let worker: Worker | undefined;
  return async (job) => {
    if (worker === undefined) {
      worker = new Worker(new URL('./loadWorker.ts', import.meta.url), {type: 'module'});
      await give(worker, {kind: 'start', place: 'worker', backend});
    }
    return (await give(worker, {kind: 'load', job})) as LoadResult;
  };
}
