import {requirePositiveInteger} from '@ntmjs/arguments';
import {presetFor} from '@ntmjs/presets';
import type {LearningRateDecay, TrainState} from '@ntmjs/training';
import {lockFolder, remove} from '@ntmjs/training/runs';
import type {EvaluationResult} from '../evaluation/evaluate.js';
import type {EpisodeCounts} from '../evaluation/plan.js';
import {isThere} from '../runs/isThere.js';
import {versions} from '../versions.js';
import type {EvaluateJobArgs} from './evaluateJob.js';
import {type Failure, isRival, type Job, type JobArgs, jobFolder, jobsOf} from './job.js';
import {type Plan, standingOf} from './jobStanding.js';
import {inPool} from './pool.js';
import {recordedJobs} from './recordedJobs.js';
import {BASELINE} from './reportPlan.js';
import {type JobResult, ordered, readResult} from './result.js';

/** The progress of a run's training. */
export interface TrainingProgress {
  readonly sequences: number;
  readonly seconds: number;
  readonly bits: number;
  readonly wrongBits: number;
}

/** A training that a reproduction asks for. */
export interface JobTraining {
  readonly job: Job;
  /** The folder of the run. */
  readonly folder: string;
  /** Whether the run exists and continues from its last checkpoint. */
  readonly resume: boolean;
  /** The number of training sequences of a new run; defaults to that of the preset. */
  readonly sequences?: number | undefined;
  /** The learning rate decay of a new run; defaults to that of the preset. */
  readonly learningRateDecay?: LearningRateDecay | undefined;
  readonly onProgress: (progress: TrainingProgress) => void;
  /** Stops the training after a checkpoint. */
  readonly signal: AbortSignal;
}

/** The state of a run after its training, or part of it. */
export interface JobState extends Pick<TrainState, 'sequences' | 'seconds' | 'solvedAt'> {
  readonly job: Job;
  readonly folder: string;
}

/** The runs of a reproduction, and their limits. */
export interface SurveyArgs extends JobArgs, Pick<Plan, 'folder' | 'sequences' | 'baselineSeconds'> {
  readonly episodes: EpisodeCounts;
  /**
   * The folder of a report (see `writeReport`). The runs of a model on a task of which it has a record are done if none of them is in the
   * folder of the runs.
   */
  readonly report?: string | undefined;
}

export interface ReproduceArgs extends SurveyArgs {
  /** The number of runs at a time. What the runs give does not depend on it. */
  readonly parallel: number;
  /** Trains one run and writes its checkpoints. */
  readonly train: (training: JobTraining) => Promise<void>;
  /** Evaluates one run as `evaluateJob` does, here or in another process. */
  readonly evaluate: (evaluation: EvaluateJobArgs) => Promise<void>;
  /** Called with the progress of a run's training. */
  readonly onTraining?: ((folder: string, progress: TrainingProgress) => void) | undefined;
  /** Called when a run has been trained. */
  readonly onTrained?: ((state: JobState) => void) | undefined;
  /** Called with what is evaluated, in a few words. */
  readonly onProgress?: ((text: string) => void) | undefined;
  /** Called with each result of an evaluation. */
  readonly onResult?: ((result: EvaluationResult) => void) | undefined;
  /** Stops the reproduction; a later call continues it. */
  readonly signal: AbortSignal;
}

/**
 * Trains and evaluates every run that is not yet, and continues those that were stopped.
 *
 * @returns the runs that failed
 */
export async function reproduce(args: ReproduceArgs): Promise<Failure[]> {
  const {parallel, signal} = args;
  requirePositiveInteger('parallel', parallel);
  const plan = await planOf(args);
  const failures = await inPool(
    plan.jobs,
    parallel,
    async (job) => {
      if (signal.aborted) return;
      await trainJob(job, plan, args);
      if (signal.aborted) return;
      await evaluateIfNew(job, plan, args);
    },
    // A model that others are compared with trains for as long as its rivals took.
    (job, unfinished) => !unfinished.some((other) => isRival(job, other)),
  );
  return [...failures].map(([job, error]) => ({...job, reason: (error as Error).message}));
}

async function planOf(args: SurveyArgs): Promise<Plan> {
  const {folder, sequences, baselineSeconds, episodes, report} = args;
  const {commit} = await versions();
  const jobs = jobsOf(args);
  const recorded = report === undefined ? new Map() : await recordedJobs({report, folder, jobs, episodes});
  return {folder, sequences, baselineSeconds, episodes, commit, jobs, recorded};
}

/** Trains a run to its end. */
async function trainJob(job: Job, plan: Plan, args: ReproduceArgs): Promise<void> {
  const {onTraining, onTrained, signal, train} = args;
  const {folder, state: before, length, isTrained} = await standingOf(job, plan);
  if (isTrained) return;
  if (length === undefined) throw new Error('its number of sequences depends on runs that are not trained');
  if (before === undefined) await removeRemains(folder);
  const most = job.model === BASELINE ? plan.baselineSeconds : undefined;
  const time = new AbortController();
  const {sequences: usual} = presetFor(job.task, job.model, job.settings).training;
  await train({
    job,
    folder,
    resume: before !== undefined,
    ...(before === undefined && length.sequences !== usual && length),
    signal: AbortSignal.any([signal, time.signal]),
    onProgress(progress) {
      onTraining?.(folder, progress);
      if (most !== undefined && progress.seconds >= most) time.abort();
    },
  });
  const {state} = await standingOf(job, plan);
  if (state !== undefined && !signal.aborted) onTrained?.({...state, job, folder});
}

async function evaluateIfNew(job: Job, plan: Plan, args: ReproduceArgs): Promise<void> {
  const {onProgress, onResult, signal, evaluate} = args;
  const {folder, isEvaluated} = await standingOf(job, plan);
  if (isEvaluated) return;
  const {source} = presetFor(job.task, job.model, job.settings);
  const evaluation = {folder, settings: source, episodes: plan.episodes, onProgress, onResult, signal};
  await evaluate(evaluation).catch((error) => {
    if (error !== signal.reason) throw error;
  });
}

/**
 * Removes the folder of a run that ended before its first checkpoint, if there is one.
 *
 * @throws ArgumentError if a process still writes it
 */
async function removeRemains(folder: string): Promise<void> {
  if (!(await isThere(folder))) return;
  const lock = await lockFolder('run', folder);
  await remove(folder);
  await lock.release();
}

/** What there is of a reproduction. */
export interface Survey {
  /** The evaluated runs, in the order of a report. */
  readonly results: readonly JobResult[];
  /** The paths of the records that some of them are from. */
  readonly records: readonly string[];
  /** The runs that are not trained or not evaluated yet. */
  readonly missing: readonly Job[];
  /** The runs that failed, and those in the folder that are not the ones of the reproduction, with what to do. */
  readonly failures: readonly Failure[];
}

/**
 * Which runs of a reproduction are done.
 *
 * @param failed those that failed just now
 */
export async function survey(args: SurveyArgs, failed: readonly Failure[] = []): Promise<Survey> {
  const plan = await planOf(args);
  const results: JobResult[] = [];
  const missing: Job[] = [];
  const failures = [...failed];
  for (const job of plan.jobs) {
    if (failed.some((failure) => jobFolder('', failure) === jobFolder('', job))) continue;
    try {
      const {folder, isEvaluated} = await standingOf(job, plan);
      const recorded = plan.recorded.get(jobFolder('', job))?.result;
      const result = isEvaluated ? (recorded ?? (await readResult(folder))) : undefined;
      if (result === undefined) missing.push(job);
      else results.push(result);
    } catch (error) {
      failures.push({...job, reason: (error as Error).message});
    }
  }
  const records = new Set(plan.jobs.flatMap((job) => plan.recorded.get(jobFolder('', job))?.path ?? []));
  return {results: ordered(results), records: [...records], missing, failures};
}
