import {realpath} from 'node:fs/promises';
import {isAbsolute, relative, resolve} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {ArgumentError, requireInteger, requireKeys, requireObject, show} from '@ntmjs/arguments';
import {type PlannedRun, plannedRun, type RunDescription} from '../runs/plannedRun.js';

/** What a job of the queue carries: what is to be trained and where that is kept, and no code. */
export interface RunJob {
  readonly run: RunDescription;
  /** The number of sequences at which training pauses. */
  readonly until?: number | undefined;
  /** The identity of the store that its result goes to. */
  readonly store: string;
}

/** What a worker accepts. */
export interface Accepted {
  readonly versions: RunDescription['versions'];
  readonly store: string;
  /** The folder of the modules and saved models that runs may name; without, they may name none. */
  readonly modules?: string | undefined;
}

/** The id of the job of a part of a run: equal parts are one job. */
export function jobId({id}: Pick<PlannedRun, 'id'>, until: number | undefined): string {
  return until === undefined ? id : `${id}-${until}`;
}

/**
 * Checks what came from a queue, to which whoever reaches the server can write.
 *
 * @throws ArgumentError that says why it is refused
 */
export async function readJob(
  id: string | undefined,
  data: unknown,
  accepted: Accepted,
): Promise<{readonly run: PlannedRun; readonly until: number | undefined}> {
  const fields = ['run', 'until', 'store'];
  const job = requireKeys(
    'job',
    requireObject('job', data as RunJob, 'an object {run, until?, store}'),
    fields,
  );
  const {config, evaluation, versions} = requireObject(
    'job.run',
    job.run,
    'an object {config, evaluation, versions}',
  );
  requireKeys('job.run', job.run, ['config', 'evaluation', 'versions']);
  const run = plannedRun({config, evaluation, versions});
  const {until} = job;
  if (until !== undefined) requireInteger('job.until', until, {min: 1});
  if (id !== jobId(run, until))
    throw new ArgumentError('job.id', `${jobId(run, until)}, the identity of its run`, id);
  if (!isDeepStrictEqual(versions, accepted.versions)) {
    throw new ArgumentError('job.run.versions', `${show(accepted.versions)}, of the software here`, versions);
  }
  if (job.store !== accepted.store) {
    throw new ArgumentError(
      'job.store',
      `${accepted.store}, of the store of this worker: see --runs`,
      job.store,
    );
  }
  for (const [field, part] of [
    ['task.module', config.task.module],
    ['accessModule', config.accessModule],
    ['from', config.from],
  ] as const) {
    if (part !== undefined) await requireInside(`job.run.config.${field}`, part, accepted.modules);
  }
  return {run, until};
}

/** Checks that a run names a file or a folder that the worker was started for. Links are followed before. */
async function requireInside(argument: string, part: unknown, folder: string | undefined): Promise<void> {
  const {path} = requireObject(argument, part as {path?: unknown}, 'an object {path, sha256}');
  if (folder === undefined) {
    throw new ArgumentError(argument, 'omitted: this worker was started without --modules', path);
  }
  // What is not a path is the name of a package.
  const isPath = typeof path === 'string' && /^\.{0,2}[\\/]/.test(path);
  const [root, file] = (await Promise.all(
    [folder, isPath ? resolve(path) : ''].map((each) => realpath(each).catch(() => '')),
  )) as [string, string];
  const inRoot = relative(root, file);
  if (root === '' || file === '' || inRoot.startsWith('..') || isAbsolute(inRoot)) {
    throw new ArgumentError(`${argument}.path`, `a path in ${resolve(folder)} of this machine`, path);
  }
}
