import {readdir, rm} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {presetFor} from '@ntmjs/presets';
import type {Output} from '@ntmjs/report';
import {bits, count, duration} from '@ntmjs/report';
import {
  type EpisodeCounts,
  evaluateJob,
  type Failure,
  inPool,
  isRival,
  type Job,
  type JobArgs,
  jobFolder,
  jobsOf,
  queue,
  readEvaluation,
  rivalsOf,
} from '@ntmjs/report/reproduction';
import {endReason, type TrainState} from '@ntmjs/training';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import {modelFlags} from './modelFlags.js';
import {hasSettingsOf} from './sameSettings.js';
import {type ChildArgs, trainInChild} from './trainInChild.js';

export interface ReproduceArgs extends JobArgs {
  /** Where the runs are kept. */
  readonly folder: string;
  /** How many runs at a time. */
  readonly parallel: number;
  /** Train on so many sequences at the most; as the settings say unless given. */
  readonly sequences?: number | undefined;
  /** Train an LSTM baseline for so many seconds at the most. */
  readonly baselineSeconds: number;
  readonly episodes: EpisodeCounts;
  readonly output: Output;
  /** Stops it: what was done is kept, and a later call goes on from there. */
  readonly signal: AbortSignal;
  /** What trains a run; a process of its own unless given. */
  readonly train?: ((args: ChildArgs) => Promise<void>) | undefined;
}

/**
 * Trains and evaluates every run that is not yet, and goes on with those that were stopped.
 *
 * @returns the runs that failed
 */
export async function reproduce(args: ReproduceArgs): Promise<Failure[]> {
  const {folder, output, signal, parallel, episodes} = args;
  const jobs = jobsOf(args);
  // All models are evaluated in this process, which has one backend.
  const oneByOne = queue();
  const failures = await inPool(
    jobs,
    parallel,
    async (job) => {
      if (signal.aborted) return;
      const place = jobFolder(folder, job);
      await trainJob(job, place, args);
      await oneByOne(async () => {
        if (signal.aborted) return;
        const {sequences} = await (await Run.open(place)).loadState();
        if ((await readEvaluation(place))?.sequences === sequences) return;
        const {source} = presetFor(job.task, job.model, job.settings);
        await evaluateJob(place, source, episodes, output, signal).catch((error) => {
          if (error !== signal.reason) throw error;
        });
      });
    },
    // A model that others are compared with is trained for as long as its rivals took.
    (job, unfinished) => !unfinished.some((other) => isRival(job, other)),
  );
  return [...failures].map(([job, error]) => ({...job, reason: (error as Error).message}));
}

/** Trains a run until its end. */
async function trainJob(job: Job, place: string, args: ReproduceArgs): Promise<void> {
  const {baselineSeconds, output, signal, train = trainInChild} = args;
  const most = job.model === 'lstm' ? baselineSeconds : Number.POSITIVE_INFINITY;
  const state = await standing(place);
  if (state !== undefined && !hasSettingsOf(job, state.config)) {
    throw new Error(`${place} was begun with other settings: remove it to train it anew`);
  }
  if (state !== undefined && (state.ended || state.seconds >= most)) return;
  if (state === undefined) await rm(place, {recursive: true, force: true});
  const time = new AbortController();
  await train({
    args:
      state === undefined
        ? [...(await beginning(job, args)), '--run', place, '--episodes', '1']
        : ['--resume', place, '--episodes', '1'],
    signal: AbortSignal.any([signal, time.signal]),
    onProgress(progress) {
      const {sequences, seconds} = progress;
      output.event('progress', {run: place, ...progress});
      output.progress(
        `${place}: ${count(sequences)} sequences, ${bits(progress.bits)} bits, ${bits(progress.wrongBits)} wrong bits, ${duration(seconds)}`,
      );
      if (seconds >= most) time.abort();
    },
  });
  const now = await standing(place);
  if (now === undefined || signal.aborted) return;
  output.event('run', {run: place, ...job, sequences: now.sequences, seconds: now.seconds});
  output.line(
    `${place}: ${now.solvedAt === undefined ? 'not solved' : `solved after ${count(now.solvedAt.sequences)}`}, ` +
      `${count(now.sequences)} sequences in ${duration(now.seconds)}`,
  );
}

/** Where a run stands, and what it was told. */
interface Standing extends TrainState {
  readonly config: RunConfig;
  /** Whether its sequences are used up. */
  readonly ended: boolean;
}

/** Where a run stands; nothing if it has not begun, or was ended before its first checkpoint. */
async function standing(place: string): Promise<Standing | undefined> {
  const names = await readdir(place).catch((): string[] => []);
  if (!names.includes('run.json')) return undefined;
  const run = await Run.open(place);
  if ((await run.checkpoints()).length === 0) return undefined;
  const state = await run.loadState();
  return {...state, config: run.config, ended: endReason(state, run.config.training) !== undefined};
}

/** How a run begins, as options of `ntm train`. */
async function beginning(job: Job, args: ReproduceArgs): Promise<string[]> {
  const {task, taskOptions, model, settings, seed} = job;
  const usual = presetFor(task, model, settings).training.sequences;
  const wanted = await rivalSequences(job, args);
  const sequences = Math.min(wanted ?? usual, args.sequences ?? Number.POSITIVE_INFINITY);
  const options = Object.entries(taskOptions).flatMap(([name, value]) => [
    '--task-option',
    `${name}=${value}`,
  ]);
  const start = [task, ...options, ...modelFlags(model), '--settings', settings, '--seed', String(seed)];
  if (sequences === usual) return start;
  const {learningRateDecay} = presetFor(task, model, settings).training;
  const decay = learningRateDecay === undefined ? [] : ['--decay', `${learningRateDecay.to}/${sequences}`];
  return [...start, '--sequences', String(sequences), ...decay];
}

/**
 * How many sequences a run's rivals took to solve the task, or were trained on where they did not: the median over all seeds
 * that there are, of the slowest of them; nothing if there are none.
 */
async function rivalSequences(job: Job, {folder}: ReproduceArgs): Promise<number | undefined> {
  const names = await readdir(folder).catch((): string[] => []);
  const medians: number[] = [];
  for (const rival of rivalsOf(job)) {
    const prefix = basename(jobFolder(folder, {...rival, seed: 0})).replace(/0$/, '');
    const runs = names.filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)));
    const states = await Promise.all(runs.map((name) => standing(join(folder, name))));
    const took = states.flatMap((state) =>
      state === undefined ? [] : [state.solvedAt?.sequences ?? state.sequences],
    );
    took.sort((one, other) => one - other);
    if (took.length > 0) medians.push(took[Math.floor(took.length / 2)]!);
  }
  return medians.length === 0 ? undefined : Math.max(1, ...medians);
}
