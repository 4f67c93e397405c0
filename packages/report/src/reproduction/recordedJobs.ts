import {isDeepStrictEqual} from 'node:util';
import type {EpisodeCounts} from '../evaluation/plan.js';
import {isThere} from '../runs/isThere.js';
import {grouped} from '../statistics/statistics.js';
import {isEvaluationOf} from './evaluateJob.js';
import {type Job, jobFolder, rivalsOf, seedsName} from './job.js';
import {folderOf, hasConfigurationOf} from './jobRuns.js';
import {jobOfResult, readRecord, recordPath} from './records.js';
import type {JobResult} from './result.js';

/** A run of which there is the record of a report alone. */
export interface RecordedJob {
  readonly job: Job;
  /** The path of the record. */
  readonly path: string;
  readonly result: JobResult;
}

export interface RecordedJobsArgs {
  /** The folder of the report. */
  readonly report: string;
  /** The folder of the runs. */
  readonly folder: string;
  readonly jobs: readonly Job[];
  readonly episodes: EpisodeCounts;
}

/**
 * The runs that a report has records of, by the names of their folders: of jobs, and of what they are compared with. A record counts if it has
 * the runs of the same seeds, configured and evaluated as the jobs are, and none of them is in the folder of the runs.
 *
 * @throws ArgumentError if a record is broken
 */
export async function recordedJobs({
  report,
  folder,
  jobs,
  episodes,
}: RecordedJobsArgs): Promise<Map<string, RecordedJob>> {
  const recorded = new Map<string, RecordedJob>();
  const planned = grouped(jobs, seedsName);
  const rivals = grouped(jobs.flatMap(rivalsOf), seedsName);
  for (const [name, [job]] of new Map([...rivals, ...planned])) {
    const results = await readRecord(report, job);
    if (results === undefined) continue;
    const own = results.map((result) => ({job: jobOfResult(result), path: recordPath(report, job), result}));
    const isAsPlanned = own.every(
      ({job, result: {file, evaluation, state}}) =>
        hasConfigurationOf(job, file.config) &&
        isEvaluationOf(evaluation, file.config, state.sequences, episodes),
    );
    const seeds = planned.get(name)?.map(({seed}) => seed);
    const hasSeeds =
      seeds === undefined ||
      isDeepStrictEqual(
        seeds,
        own.map(({job}) => job.seed),
      );
    if (!isAsPlanned || !hasSeeds || (await anyInFolder(own, folder))) continue;
    for (const each of own) recorded.set(jobFolder('', each.job), each);
  }
  return recorded;
}

/** Whether a run of one of the jobs is in a folder. */
async function anyInFolder(recorded: readonly RecordedJob[], folder: string): Promise<boolean> {
  for (const {job} of recorded) {
    if (await isThere(await folderOf(job, folder), 'run.json')) return true;
  }
  return false;
}
