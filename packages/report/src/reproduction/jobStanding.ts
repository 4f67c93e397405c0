import {isDeepStrictEqual} from 'node:util';
import {presetFor} from '@ntmjs/presets';
import {endReason, type TrainState} from '@ntmjs/training';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import type {EpisodeCounts} from '../evaluation/plan.js';
import {readJobEvaluation} from '../runs/evaluationFiles.js';
import {isThere} from '../runs/isThere.js';
import {isEvaluationOf} from './evaluateJob.js';
import {isRival, type Job, jobFolder, rivalsOf} from './job.js';
import {findRuns, folderOf, hasConfigurationOf} from './jobRuns.js';
import type {RecordedJob} from './recordedJobs.js';
import {BASELINE, BASELINE_TIMES} from './reportPlan.js';
import type {JobResult} from './result.js';

/** The runs of a reproduction, and their limits. */
export interface Plan {
  /** The folder of all runs. */
  readonly folder: string;
  readonly jobs: readonly Job[];
  /** The most sequences that a model trains on; defaults to the number in its preset. */
  readonly sequences?: number | undefined;
  /** The most seconds that a model without a memory trains for; defaults to no limit. */
  readonly baselineSeconds?: number | undefined;
  readonly episodes: EpisodeCounts;
  /** The commit of the sources; see `versions`. */
  readonly commit: string | undefined;
  /** The runs of which there is the record of a report alone, by the names of their folders. */
  readonly recorded: ReadonlyMap<string, RecordedJob>;
}

/** The number of sequences that a run trains on, and the decay of its learning rate. */
type JobLength = Pick<RunConfig['training'], 'sequences' | 'learningRateDecay'>;

/** How far the run of a job is. */
export interface JobStanding {
  readonly folder: string;
  /** The state at the last checkpoint; undefined before the first. */
  readonly state: JobResult['state'] | undefined;
  /** How long it trains; undefined while the runs are not trained on which that depends. */
  readonly length: JobLength | undefined;
  readonly isTrained: boolean;
  /** Whether it is trained, and evaluated as all runs are. */
  readonly isEvaluated: boolean;
}

/**
 * How far the run of a job is.
 *
 * @throws Error if there is a run of the job's task, model and seed with another configuration or length, or one that other sources
 *   began: it says what to do
 */
export async function standingOf(job: Job, plan: Plan): Promise<JobStanding> {
  const folder = await folderOf(job, plan.folder);
  const length = await lengthOf(job, plan);
  const recorded = plan.recorded.get(jobFolder('', job));
  if (recorded !== undefined) {
    const {path, result} = recorded;
    const {file, state} = result;
    if (length !== undefined) requireLength(path, file.config.training, length);
    return {folder, length, state, isTrained: true, isEvaluated: true};
  }
  const begun = await begunIn(folder);
  if (begun === undefined) return {folder, length, state: undefined, isTrained: false, isEvaluated: false};
  const {run, state} = begun;
  const {training} = run.config;
  if (length !== undefined) requireLength(folder, training, length);
  const isOver =
    job.model === BASELINE && state.seconds >= (plan.baselineSeconds ?? Number.POSITIVE_INFINITY);
  const isTrained = isOver || endReason(state, training) !== undefined;
  if (!isTrained) requireCommit(folder, run.file.versions.commit, plan.commit);
  const evaluation = isTrained ? await readJobEvaluation(folder) : undefined;
  const isEvaluated =
    evaluation !== undefined && isEvaluationOf(evaluation, run.config, state.sequences, plan.episodes);
  return {folder, length, state, isTrained, isEvaluated};
}

/** The run in a folder, and its state at the last checkpoint; undefined before the first. */
async function begunIn(folder: string): Promise<{run: Run; state: TrainState} | undefined> {
  if (!(await isThere(folder, 'run.json'))) return undefined;
  const run = await Run.open(folder);
  if ((await run.checkpoints()).length === 0) return undefined;
  return {run, state: await run.loadState()};
}

function requireLength(folder: string, training: JobLength, {sequences, learningRateDecay}: JobLength): void {
  if (training.sequences !== sequences) {
    throw new Error(
      `${folder} trains on ${training.sequences} sequences, which are ${sequences} now: remove it to train it again`,
    );
  }
  if (isDeepStrictEqual(training.learningRateDecay, learningRateDecay)) return;
  throw new Error(`${folder} has another configuration: remove it to train it again`);
}

/** A run has the numbers of one commit alone: what another began is not continued. */
function requireCommit(folder: string, begun: string | undefined, now: string | undefined): void {
  if (begun === now) return;
  throw new Error(
    `${folder} was begun by the sources of commit ${begun ?? 'unknown'}, which are those of ${now ?? 'unknown'} now: ` +
      'remove it to train it again, or continue it with that commit',
  );
}

/**
 * How long a run trains: as its preset says or, for a model that others are compared with, as long as its rivals took; undefined while
 * they are not trained.
 */
async function lengthOf(job: Job, plan: Plan): Promise<JobLength | undefined> {
  const {sequences: usual, learningRateDecay} = presetFor(job.task, job.model, job.settings).training;
  const took = await rivalSequences(job, plan);
  if (took === 'unknown') return undefined;
  const times = job.model === BASELINE ? BASELINE_TIMES : 1;
  const sequences = Math.min(
    took === undefined ? usual : times * took,
    plan.sequences ?? Number.POSITIVE_INFINITY,
  );
  const decay =
    sequences === usual || learningRateDecay === undefined
      ? learningRateDecay
      : {to: learningRateDecay.to, over: sequences};
  return {sequences, ...(decay !== undefined && {learningRateDecay: decay})};
}

/**
 * How many sequences a run's rivals took to solve the task, or trained on if they did not: the median over the seeds of the slowest
 * rival. The rivals are those of the plan or, if it has none, those in its folder and in the records; undefined if there are none, `unknown` while
 * one is not trained.
 */
async function rivalSequences(job: Job, plan: Plan): Promise<number | undefined | 'unknown'> {
  const planned = plan.jobs.filter((other) => isRival(job, other));
  const rivals =
    planned.length > 0
      ? planned
      : [...recordedRivals(job, plan), ...(await rivalsInFolder(job, plan.folder))];
  const took = new Map<string, number[]>();
  for (const rival of rivals) {
    const standing = await standingOf(rival, plan).catch(() => undefined);
    if (standing?.state === undefined || !standing.isTrained) return 'unknown';
    const {solvedAt, sequences} = standing.state;
    took.set(rival.model, [...(took.get(rival.model) ?? []), solvedAt?.sequences ?? sequences]);
  }
  return took.size === 0 ? undefined : Math.max(1, ...[...took.values()].map(upperMedian));
}

function recordedRivals(job: Job, {recorded}: Plan): Job[] {
  return [...recorded.values()].map((each) => each.job).filter((other) => isRival(job, other));
}

async function rivalsInFolder(job: Job, folder: string): Promise<Job[]> {
  const rivals = rivalsOf(job);
  if (rivals.length === 0) return [];
  const runs = await findRuns(folder);
  return rivals.flatMap((rival) =>
    runs
      .filter(({config}) => hasConfigurationOf({...rival, seed: config.seed}, config))
      .map(({config}) => ({...rival, seed: config.seed})),
  );
}

/** The median; of an even number of values the greater of the two in the middle. */
function upperMedian(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}
