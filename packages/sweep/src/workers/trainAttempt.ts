import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {ArgumentError, show} from '@ntmjs/arguments';
import {withRows} from '@ntmjs/layers';
import {type EvaluationResult, evaluateSettings} from '@ntmjs/report';
import {
  createRun,
  loadTraining,
  openTask,
  type RunTask,
  thisMachine,
  versions,
  weightsDigest,
  writeEvaluation,
} from '@ntmjs/report/runs';
import {
  createOptimizer,
  endReason,
  type MetricMeans,
  type TrainReport,
  type TrainState,
} from '@ntmjs/training';
import {type Metrics, Run, readIfThere, trainRun} from '@ntmjs/training/runs';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import type {Logged} from '../config/objective.js';
import type {PlannedRun, RunDescription} from '../runs/plannedRun.js';
import type {Reached, RunResult} from '../runs/result.js';
import {SoftwareError} from './notOfRun.js';

/** What an attempt is to do. */
export interface AttemptArgs {
  readonly run: PlannedRun;
  /** The folder of its run. If it is there, training goes on from its last checkpoint. */
  readonly folder: string;
  /** The number of sequences at which training pauses; by default it goes on to its end. */
  readonly until?: number | undefined;
  readonly onProgress?: ((report: TrainReport) => void) | undefined;
  /** Stops the training after a checkpoint. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of a run. */
export type AttemptEnd =
  | {readonly type: 'stopped'}
  | {readonly type: 'reached'; readonly reached: Reached}
  | {readonly type: 'done'; readonly result: Omit<RunResult, 'attempt'>};

/** The most lines of a log that are kept with a result. */
const LOG_LINES = 200;

/**
 * Trains a run in this process to its end and evaluates it, or until it has a number of sequences. Modules of the user's that its
 * configuration names are loaded: their code runs.
 *
 * @throws SoftwareError if this is not the software that the run is of
 * @throws ArgumentError if a module has changed
 * @throws as `trainRun`
 */
export async function trainAttempt(args: AttemptArgs): Promise<AttemptEnd> {
  const {run: planned, folder} = args;
  await requireVersions(planned);
  const isBegun = (await readIfThere(join(folder, 'run.json'))) !== undefined;
  const run = isBegun ? await Run.open(folder) : await createRun(planned.config, {folder});
  try {
    await run.lock();
    return await trainLocked(run, args);
  } finally {
    await run.close();
  }
}

/** The versions of the software that the numbers of a run depend on. */
export async function versionsHere(): Promise<RunDescription['versions']> {
  const {ntmjs, commit} = await versions();
  return {ntmjs: ntmjs!, ...(commit !== undefined && {commit})};
}

async function requireVersions({versions: wanted}: RunDescription): Promise<void> {
  const here = await versionsHere();
  if (!isDeepStrictEqual(here, wanted)) {
    throw new SoftwareError(
      `the software here is ${show(here)}, and the run is of ${show(wanted)}: it has changed since the sweep was called`,
    );
  }
}

async function trainLocked(run: Run, args: AttemptArgs): Promise<AttemptEnd> {
  const {until = Number.POSITIVE_INFINITY, onProgress, signal} = args;
  const opened = await openTask(run);
  const {task, changedModules} = opened;
  if (changedModules.length > 0) {
    throw new ArgumentError('run', 'one whose modules are as they were when it was planned', changedModules);
  }
  const optimizer = createOptimizer(run.config.training.optimizer);
  const {model, state: before} = await loadTraining(run, task, optimizer);
  try {
    if (before !== undefined) await run.dropLogAfter(before.sequences);
    if (!isEnd(before, run, until)) {
      const paused = new AbortController();
      const signals = [paused.signal, ...(signal === undefined ? [] : [signal])];
      const events = trainRun({
        run,
        model,
        task,
        optimizer,
        withRows,
        state: before,
        signal: AbortSignal.any(signals),
      });
      for await (const event of events) {
        if (event.type !== 'progress') continue;
        onProgress?.(event.report);
        if (event.report.sequences >= until) paused.abort();
      }
    }
    const state = await run.loadState();
    if (!isEnd(state, run, until)) return {type: 'stopped'};
    const {sequences, seconds, solvedAt} = state;
    const reached = {sequences, seconds, ...(solvedAt && {solvedAt}), log: await logOf(run)};
    const reason = endReason(state, run.config.training);
    if (reason === undefined) return {type: 'reached', reached};
    const results = await evaluateEnd(model, opened, state, args);
    await writeEvaluation(run, results);
    const {id, config, evaluation, versions: ofRun} = args.run;
    return {
      type: 'done',
      result: {
        id,
        config,
        evaluation,
        versions: ofRun,
        ...reached,
        reason,
        results,
        parameters: model.countParams(),
        machine: thisMachine(),
        weights: weightsDigest(model),
      },
    };
  } finally {
    model.dispose();
  }
}

function isEnd(state: TrainState | undefined, {config}: Run, until: number): boolean {
  return state !== undefined && (state.sequences >= until || endReason(state, config.training) !== undefined);
}

async function evaluateEnd(
  model: LayersModel,
  {evaluationTask: task, rows}: RunTask,
  {onRows}: TrainState,
  {run, signal}: AttemptArgs,
): Promise<EvaluationResult[]> {
  const {seed} = run.config;
  // The wide layers of the LSTM without a memory are faster a batch at a time than a sequence at a time.
  const compiled = rows !== undefined;
  const results: EvaluationResult[] = [];
  for (const planned of run.evaluation) {
    results.push(
      ...(await evaluateSettings({model, rows, onRows, task, seed, compiled, signal, ...planned})),
    );
  }
  return results;
}

/** The log of a run's training, of some of its lines if it has many. */
async function logOf(run: Run): Promise<Logged[]> {
  const lines = (await run.readLog()) as readonly unknown[] as readonly (Metrics & MetricMeans)[];
  const step = Math.ceil(lines.length / LOG_LINES);
  return lines
    .filter((_, index) => (lines.length - 1 - index) % step === 0)
    .map(({sequences, bits, wrongBits, metrics}) => ({sequences, metrics: {bits, wrongBits, ...metrics}}));
}
