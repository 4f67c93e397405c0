import {requireKeys, requireObject, requirePositiveInteger, requireText} from '@ntmjs/arguments';
import {
  type EpisodeCounts,
  isRival,
  type Job,
  type JobArgs,
  jobConfig,
  jobName,
  jobSequences,
  jobsOf,
  type RecordedJob,
  recordedJobs,
  reportSeeds,
  reproductionPlan,
  rivalsOf,
  type Took,
  tookOf,
} from '@ntmjs/report/reproduction';
import {createTask, evaluationTaskOf} from '@ntmjs/tasks';
import type {RunConfig} from '@ntmjs/training/runs';
import {solvedObjective} from '../config/objective.js';
import type {Sweep} from '../config/sweepConfig.js';
import {plannedRun, runName} from '../runs/plannedRun.js';
import {type RunStore, requireStore} from '../runs/store.js';
import type {RunSweepArgs} from '../sweep/runSweep.js';
import {versionsHere} from '../workers/trainAttempt.js';
import {jobSampler} from './jobSampler.js';

/** The runs of a report, and their limits. */
export interface ReproductionArgs extends JobArgs {
  readonly store: RunStore;
  /**
   * The folder of a report (see `writeReport`). The runs of a model on a task of which it has a record are done, unless the store has
   * anything of one of them.
   */
  readonly report?: string | undefined;
  /** The most sequences that a model trains on; defaults to the number in its preset. */
  readonly sequences?: number | undefined;
  readonly episodes: EpisodeCounts;
}

/** The runs of a report as a sweep, of which each is a point. */
export interface Reproduction {
  readonly jobs: readonly Job[];
  /** Those of which there is a record alone, by their names. */
  readonly recorded: ReadonlyMap<string, RecordedJob>;
  /** What `runSweep` and `surveySweep` need of it. */
  readonly parts: Pick<RunSweepArgs, 'sweep' | 'store' | 'describe'>;
}

/**
 * Makes a sweep of the runs of a report.
 *
 * @throws ArgumentError if there is no such task, option or preset, or a record is broken
 */
export async function planReproduction(args: ReproductionArgs): Promise<Reproduction> {
  const names = ['tasks', 'taskOptions', 'models', 'settings', 'seeds'] as const;
  requireObject('planReproduction', args, 'an object {tasks, settings, store, episodes, …}');
  requireKeys('planReproduction', args, [...names, 'store', 'report', 'sequences', 'episodes']);
  const {tasks, taskOptions, models, settings, seeds} = args;
  const {store, report, sequences: most, episodes} = args;
  requireStore('store', store);
  requireObject('episodes', episodes, 'an object {trained, beyond, extreme}');
  requireKeys('episodes', episodes, ['trained', 'beyond', 'extreme']);
  for (const part of ['trained', 'beyond', 'extreme'] as const)
    requirePositiveInteger(`episodes.${part}`, episodes[part]);
  if (report !== undefined) requireText('report', report);
  if (most !== undefined) requirePositiveInteger('sequences', most);
  const jobs = jobsOf({tasks, taskOptions, models, settings, seeds});
  const [versions, begun] = await Promise.all([versionsHere(), store.begun()]);
  const evaluationOf = async ({task: {name, config}, model}: RunConfig) =>
    reproductionPlan(evaluationTaskOf(createTask(name, config)), model, episodes);
  const nameOf = (job: Job, sequences: number) => runName({config: jobConfig(job, sequences), versions});
  const isBegun = (job: Job, sequences: number) => begun.has(nameOf(job, sequences));
  const recorded: Reproduction['recorded'] =
    report === undefined ? new Map() : await recordedJobs({report, jobs, episodes, most, isBegun});
  const known = new Map<string, Took>();
  for (const [name, {job, result}] of recorded) known.set(name, tookOf(job, result.state));
  for (const rival of otherRivals(jobs)) {
    const sequences = jobSequences(rival, {jobs: [], took: new Map(), most})!;
    if (known.has(jobName(rival)) || !isBegun(rival, sequences)) continue;
    const config = jobConfig(rival, sequences);
    const result = await store.result(plannedRun({config, versions, evaluation: await evaluationOf(config)}));
    if (result !== undefined) known.set(jobName(rival), tookOf(rival, result));
  }
  const trained = jobs.filter((job) => !recorded.has(jobName(job)));
  const byName = new Map(trained.map((job) => [jobName(job), job]));
  const sweep: Sweep = {
    ...{run: {}, sampler: jobSampler({trained, jobs, known, most}), points: trained.length, searchSeed: 1},
    ...{
      seeds: 1,
      objective: solvedObjective,
      evaluationOf,
      budget: {},
      stopping: undefined,
      rule: undefined,
    },
  };
  const describe: RunSweepArgs['describe'] = async ({run, sequences}) => ({
    config: jobConfig(byName.get(run as string)!, sequences as number),
    versions,
  });
  return {jobs, recorded, parts: {sweep, store, describe}};
}

/** What runs are compared with that a reproduction has no others of. */
function otherRivals(jobs: readonly Job[]): Job[] {
  const alone = jobs.filter((job) => !jobs.some((other) => isRival(job, other)));
  const rivals = alone.flatMap(rivalsOf).flatMap((rival) => {
    const seeds = reportSeeds(rival.task, rival.model, rival.settings);
    return Array.from({length: seeds}, (_, index): Job => ({...rival, seed: index + 1}));
  });
  return [...new Map(rivals.map((rival) => [jobName(rival), rival])).values()];
}
