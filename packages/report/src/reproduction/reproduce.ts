import {access, readdir} from 'node:fs/promises';
import {requirePositiveInteger} from '@ntmjs/arguments';
import {type ModelName, presetFor} from '@ntmjs/presets';
import {endReason, type LearningRateDecay, type TrainState} from '@ntmjs/training';
import {lockFolder, Run, remove} from '@ntmjs/training/runs';
import type {EvaluationResult} from '../evaluation/evaluate.js';
import {readJobEvaluation} from '../runs/evaluationFiles.js';
import {type EpisodeCounts, evaluateJob} from './evaluateJob.js';
import {type Failure, isRival, type Job, type JobArgs, jobsOf, rivalsOf} from './job.js';
import {findRuns, folderOf, hasConfigurationOf} from './jobRuns.js';
import {inPool, queue} from './pool.js';

/** The model without a memory, which trains for a limited time. */
const BASELINE: ModelName = 'lstm';

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
export interface JobState extends TrainState {
  readonly job: Job;
  readonly folder: string;
}

export interface ReproduceArgs extends JobArgs {
  /** The folder of all runs. */
  readonly folder: string;
  /** The number of runs that train at a time. */
  readonly parallel: number;
  /** The most sequences that a model trains on; defaults to the number in its preset. */
  readonly sequences?: number | undefined;
  /** The most seconds that a model without a memory trains for. */
  readonly baselineSeconds: number;
  readonly episodes: EpisodeCounts;
  /** Trains one run and writes its checkpoints. */
  readonly train: (training: JobTraining) => Promise<void>;
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
  const {signal, parallel, episodes, onProgress, onResult} = args;
  requirePositiveInteger('parallel', parallel);
  const jobs = jobsOf(args);
  // All models are evaluated in this process, which has one backend.
  const oneByOne = queue();
  const failures = await inPool(
    jobs,
    parallel,
    async (job) => {
      if (signal.aborted) return;
      const folder = await folderOf(job, args.folder);
      await trainJob(job, folder, args);
      await oneByOne(async () => {
        if (signal.aborted) return;
        const {sequences} = await (await Run.open(folder)).loadState();
        if ((await readJobEvaluation(folder))?.sequences === sequences) return;
        const {source} = presetFor(job.task, job.model, job.settings);
        const evaluation = {folder, settings: source, episodes, onProgress, onResult, signal};
        await evaluateJob(evaluation).catch((error) => {
          if (error !== signal.reason) throw error;
        });
      });
    },
    // A model that others are compared with trains for as long as its rivals took.
    (job, unfinished) => !unfinished.some((other) => isRival(job, other)),
  );
  return [...failures].map(([job, error]) => ({...job, reason: (error as Error).message}));
}

/** Trains a run to its end. */
async function trainJob(job: Job, folder: string, args: ReproduceArgs): Promise<void> {
  const {baselineSeconds, onTraining, onTrained, signal, train} = args;
  const most = job.model === BASELINE ? baselineSeconds : Number.POSITIVE_INFINITY;
  const before = await stateOf(folder);
  if (before?.ended || (before !== undefined && before.seconds >= most)) return;
  if (before === undefined) await removeRemains(folder);
  const time = new AbortController();
  await train({
    job,
    folder,
    resume: before !== undefined,
    ...(before === undefined && (await newTraining(job, args))),
    signal: AbortSignal.any([signal, time.signal]),
    onProgress(progress) {
      onTraining?.(folder, progress);
      if (progress.seconds >= most) time.abort();
    },
  });
  const state = await stateOf(folder);
  if (state !== undefined && !signal.aborted) onTrained?.({...state, job, folder});
}

/**
 * Removes the folder of a run that ended before its first checkpoint, if there is one.
 *
 * @throws ArgumentError if a process still writes it
 */
async function removeRemains(folder: string): Promise<void> {
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  const lock = await lockFolder('run', folder);
  await remove(folder);
  await lock.release();
}

/** The state of a run at its last checkpoint, and whether it is at its end; undefined before the first checkpoint. */
async function stateOf(folder: string): Promise<(TrainState & {readonly ended: boolean}) | undefined> {
  const files = await readdir(folder).catch((): string[] => []);
  if (!files.includes('run.json')) return undefined;
  const run = await Run.open(folder);
  if ((await run.checkpoints()).length === 0) return undefined;
  const state = await run.loadState();
  return {...state, ended: endReason(state, run.config.training) !== undefined};
}

/** What a new run's training has that its preset does not. */
async function newTraining(
  job: Job,
  {folder, sequences: most = Number.POSITIVE_INFINITY}: ReproduceArgs,
): Promise<Pick<JobTraining, 'sequences' | 'learningRateDecay'>> {
  const {sequences: usual, learningRateDecay} = presetFor(job.task, job.model, job.settings).training;
  const sequences = Math.min((await rivalSequences(job, folder)) ?? usual, most);
  if (sequences === usual) return {};
  return {sequences, learningRateDecay: learningRateDecay && {to: learningRateDecay.to, over: sequences}};
}

/**
 * How many sequences a run's rivals took to solve the task, or trained on if they did not: the median over all seeds of the
 * slowest rival; undefined if there are no runs of rivals.
 */
async function rivalSequences(job: Job, folder: string): Promise<number | undefined> {
  const runs = await findRuns(folder);
  const medians: number[] = [];
  for (const rival of rivalsOf(job)) {
    const own = runs.filter(({config}) => hasConfigurationOf({...rival, seed: config.seed}, config));
    const states = await Promise.all(own.map((run) => stateOf(run.folder)));
    const took = states.flatMap((state) =>
      state === undefined ? [] : [state.solvedAt?.sequences ?? state.sequences],
    );
    took.sort((one, other) => one - other);
    if (took.length > 0) medians.push(took[Math.floor(took.length / 2)]!);
  }
  return medians.length === 0 ? undefined : Math.max(1, ...medians);
}
