import {presetFor} from '@ntmjs/presets';
import {
  type Failure,
  type Job,
  type JobResult,
  jobName,
  ordered,
  readCurve,
  resultOf,
} from '@ntmjs/report/reproduction';
import {Run} from '@ntmjs/training/runs';
import type {PlannedRun} from '../runs/plannedRun.js';
import type {RunResult} from '../runs/result.js';
import type {RunStore} from '../runs/store.js';
import type {SweepStanding} from '../sweep/runSweep.js';
import type {Reproduction} from './planReproduction.js';

/** What there is of a reproduction. */
export interface ReproductionSurvey {
  /** The runs that are done, in the order of a report. */
  readonly results: readonly JobResult[];
  /** The paths of the records that some of them are from. */
  readonly records: readonly string[];
  /** The runs that are not done. */
  readonly missing: readonly Job[];
  readonly failures: readonly Failure[];
}

/**
 * Which runs of a reproduction are done, and with what results.
 *
 * @throws ArgumentError if a run is broken
 */
export async function surveyReproduction(
  {jobs, recorded, parts: {store}}: Reproduction,
  {runs}: SweepStanding,
): Promise<ReproductionSurvey> {
  const byName = new Map(runs.map((run) => [run.point.run, run]));
  const results: JobResult[] = [];
  const missing: Job[] = [];
  const failures: Failure[] = [];
  for (const job of jobs) {
    const name = jobName(job);
    const entry = byName.get(name);
    const record = recorded.get(name);
    if (record !== undefined) results.push(record.result);
    else if (entry?.result !== undefined) results.push(await jobResult(job, entry.run, entry.result, store));
    else if (entry?.failure !== undefined) failures.push({...job, reason: entry.failure.reason});
    else missing.push(job);
  }
  const records = new Set(jobs.flatMap((job) => recorded.get(jobName(job))?.path ?? []));
  return {results: ordered(results), records: [...records], missing, failures};
}

/** The result of a run as reports have it. */
async function jobResult(
  {task, model, settings}: Job,
  planned: PlannedRun,
  result: RunResult,
  store: RunStore,
): Promise<JobResult> {
  const run = await Run.open(await store.trainedFolder(planned, result));
  const {sequences, seconds, solvedAt, parameters, machine} = result;
  const [trained, ...beyond] = result.results as [RunResult['results'][number], ...RunResult['results']];
  const {source} = presetFor(task, model, settings);
  return {
    ...resultOf(run.file, {settings: source, parameters, sequences, trained, beyond}),
    ...{from: {run}, machine, state: {sequences, seconds, ...(solvedAt && {solvedAt})}},
    curve: await readCurve(run),
  };
}
