import {isDeepStrictEqual} from 'node:util';
import {createTask, evaluationTaskOf} from '@ntmjs/tasks';
import type {RunConfig} from '@ntmjs/training/runs';
import type {EvaluationSetting} from '../evaluation/difficulties.js';
import {type EpisodeCounts, reproductionPlan} from '../evaluation/plan.js';
import type {JobEvaluation} from '../runs/evaluationFiles.js';
import {grouped} from '../statistics/statistics.js';
import {type Job, jobName, rivalsOf, seedsName} from './job.js';
import {isConfigOf} from './jobConfig.js';
import {jobSequences, type Took, tookOf} from './jobSequences.js';
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
  readonly jobs: readonly Job[];
  readonly episodes: EpisodeCounts;
  /** The most sequences of a run; see `jobSequences`. */
  readonly most?: number | undefined;
  /** Whether there is anything of a run that trains on so many sequences, besides a record. */
  readonly isBegun: (job: Job, sequences: number) => boolean;
}

/**
 * The runs that a report has records of, by their names: of jobs, and of what they are compared with. A record counts if it has
 * the runs of the same seeds, configured and evaluated as the jobs are, and there is nothing else of any of them.
 *
 * @throws ArgumentError if a record is broken
 */
export async function recordedJobs({
  report,
  jobs,
  episodes,
  most,
  isBegun,
}: RecordedJobsArgs): Promise<Map<string, RecordedJob>> {
  const recorded = new Map<string, RecordedJob>();
  const took = new Map<string, Took>();
  const planned = grouped(jobs, seedsName);
  const rivals = grouped(jobs.flatMap(rivalsOf), seedsName);
  for (const [name, [job]] of new Map([...rivals, ...planned])) {
    const results = await readRecord(report, job);
    if (results === undefined) continue;
    const own = results.map((result) => ({job: jobOfResult(result), path: recordPath(report, job), result}));
    const isAsPlanned = own.every(({job, result: {file, evaluation, state}}) => {
      const {sequences} = file.config.training;
      // Undefined if it depends on runs that are not over.
      const wanted = jobSequences(job, {jobs, took, most}) ?? sequences;
      return (
        sequences === wanted &&
        isConfigOf(job, file.config) &&
        isEvaluationOf(evaluation, file.config, state.sequences, episodes)
      );
    });
    const seeds = planned.get(name)?.map(({seed}) => seed);
    const hasSeeds =
      seeds === undefined ||
      isDeepStrictEqual(
        seeds,
        own.map(({job}) => job.seed),
      );
    const isElsewhere = own.some(({job, result}) => isBegun(job, result.file.config.training.sequences));
    if (!isAsPlanned || !hasSeeds || isElsewhere) continue;
    for (const each of own) {
      recorded.set(jobName(each.job), each);
      took.set(jobName(each.job), tookOf(each.job, each.result.state));
    }
  }
  return recorded;
}

/** Whether an evaluation is that of a run after so many sequences, at the settings and on the numbers of episodes of a reproduction now. */
function isEvaluationOf(
  evaluation: JobEvaluation,
  {task: {name, config}, model}: RunConfig,
  sequences: number,
  counts: EpisodeCounts,
): boolean {
  const task = evaluationTaskOf(createTask(name, config));
  const planned = reproductionPlan(task, model, counts).flatMap(({settings, episodes}) =>
    settings.map((setting) => settingOf({...setting, episodes})),
  );
  const done = [evaluation.trained, ...evaluation.beyond].map(settingOf);
  return evaluation.sequences === sequences && isDeepStrictEqual(done, planned);
}

/** What a result is of, without what JSON does not hold. */
function settingOf({difficulty, rows, episodes}: EvaluationSetting & {readonly episodes: number}): object {
  return {difficulty: {...difficulty}, rows: rows ?? null, episodes};
}
