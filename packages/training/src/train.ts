import {requireChoice, requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import {RandomStream, requireTask, type Task} from '@ntmjs/tasks';
import type * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {type ClipArgs, requireClipArgs} from './clipping.js';
import {type CurriculumConfig, createCurriculum} from './curriculum.js';
import {DEFAULT_WINDOW, endReason, type Limits, requireLimits} from './endReason.js';
import type {CompileMode} from './engine.js';
import {requireModelFor} from './episodeTensors.js';
import {
  decayAfter,
  type LearningRateDecay,
  learningRateOf,
  requireLearningRateDecay,
  setLearningRate,
} from './learningRate.js';
import {metricValues} from './metricValues.js';
import {MetricWindows} from './metricWindows.js';
import {NonFiniteError} from './nonFinite.js';
import {requireStatesMemory} from './statesMemory.js';
import {requireOptimizer} from './tfjsObjects.js';
import {type EndReason, startState, type TrainEvent, type TrainState} from './trainEvent.js';
import {createTrainingStep} from './trainingStep.js';
import {Yielder} from './yielder.js';

export interface TrainArgs extends Limits {
  /** From `[batch, steps, inputs]` to logits `[batch, steps, outputs]` of the task's sizes. */
  readonly model: LayersModel;
  readonly task: Task;
  /** Its learning rate is the initial one, which it has again when the loop ends. */
  readonly optimizer: tf.Optimizer;
  /** Seed of the training episodes. */
  readonly seed: number;
  /** Sequences per step; defaults to 1. */
  readonly batch?: number | undefined;
  /** How the learning rate falls; by default it is constant. */
  readonly learningRateDecay?: LearningRateDecay | undefined;
  /** Chooses the difficulty of the episodes; by default the task draws it from its training range. */
  readonly curriculum?: CurriculumConfig | undefined;
  /** How gradients are clipped; by default they are not. */
  readonly clip?: ClipArgs | undefined;
  /** The number of sequences that means are over; defaults to 1000. */
  readonly window?: number | undefined;
  /** The number of sequences between progress events, counted from the start of training; defaults to 100. */
  readonly reportEvery?: number | undefined;
  /** Called after each step: where it returns true, another progress event follows (for a page that updates by the clock). */
  readonly reportWhen?: (() => boolean) | undefined;
  /** Ends training after the current step. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether training compiles as much of a step as possible (`auto`, the default), or nothing (`never`). Layers that you compiled
   * stay compiled.
   */
  readonly compile?: CompileMode | undefined;
  /**
   * The number of threads that share a batch, where the whole step is compiled; defaults to 1. Results depend on it, by
   * rounding.
   */
  readonly threads?: number | undefined;
  /** The state of an earlier loop to resume from; the model and the optimizer must be as they were then. */
  readonly state?: TrainState | undefined;
}

/**
 * Trains a model on a task, with progress events.
 *
 * An async iterator: steps are taken only while events are consumed, and leaving the loop ends the training. Equal seeds,
 * models and backends give equal results, except for `seconds`.
 *
 * @throws ArgumentError before the first step, if an argument is out of its range, or the model does not fit the task; before a step,
 *   if its batch does not fit the memory
 * @throws NonFiniteError if a logit, the loss or a gradient is not a finite number; the weights are those before the step
 */
export async function* train(args: TrainArgs): AsyncGenerator<TrainEvent, void, void> {
  const {model, optimizer, signal, solved, sequences: budget, reportWhen} = args;
  const task = requireTask('task', args.task);
  requireLimits(args, task.metrics);
  const batch = requirePositiveInteger('batch', args.batch ?? 1);
  const window = requirePositiveInteger('window', args.window ?? DEFAULT_WINDOW);
  const reportEvery = requirePositiveInteger('reportEvery', args.reportEvery ?? 100);
  const decay = requireLearningRateDecay(args.learningRateDecay);
  const clip = requireClipArgs(args.clip ?? {});
  const seed = requireInteger('seed', args.seed);
  const mode = requireChoice('compile', args.compile ?? 'auto', ['auto', 'never']);
  const threads = requirePositiveInteger('threads', args.threads ?? 1);
  requireModelFor(model, task);
  const firstRate = learningRateOf(requireOptimizer(optimizer));

  const from = args.state ?? startState(seed);
  const random = RandomStream.fromState(from.random);
  const curriculum = args.curriculum && createCurriculum(args.curriculum, task, from.curriculum);
  const windows = new MetricWindows(task.metrics, window, from.metrics);
  const {rateScale} = from;
  let {sequences, solvedAt} = from;

  const step = await createTrainingStep(model, optimizer, clip, mode, threads);
  const [sequencesBefore, started] = [sequences, performance.now()];
  const elapsed = () => (performance.now() - started) / 1000;
  const seconds = () => from.seconds + elapsed();
  const learningRate = () => firstRate * rateScale * decayAfter(sequences, decay);

  const event = async (kind: {type: 'progress'} | {type: 'end'; reason: EndReason}): Promise<TrainEvent> => {
    await step.sync();
    const standing = {sequences, seconds: seconds(), ...(solvedAt && {solvedAt})};
    return {
      ...kind,
      report: {
        ...standing,
        ...windows.means,
        learningRate: learningRate(),
        ...(curriculum && {difficulty: curriculum.difficulty}),
        sequencesPerSecond: (sequences - sequencesBefore) / elapsed(),
        engine: step.engine,
        ...(step.reason !== undefined && {engineReason: step.reason}),
      },
      state: {
        ...standing,
        random: random.state,
        metrics: windows.toJSON(),
        rateScale,
        ...(curriculum?.state && {curriculum: curriculum.state}),
      },
    };
  };

  const takeStep = async (): Promise<void> => {
    setLearningRate(optimizer, learningRate());
    const episodes = task.sample(random, Math.min(batch, budget - sequences), curriculum?.draw(random));
    if (step.engine !== 'compiled') requireStatesMemory(model, episodes);
    const values = metricValues(task.metrics, await step.run(episodes), episodes);
    windows.push(values);
    curriculum?.learn(values);
    sequences += episodes.batch;
    if (solved && windows.isSolved(solved)) solvedAt ??= {sequences, seconds: seconds()};
  };

  const yielder = new Yielder();
  try {
    for (;;) {
      const reason = endReason({sequences, solvedAt}, args) ?? (signal?.aborted ? 'stopped' : undefined);
      if (reason !== undefined) {
        yield await event({type: 'end', reason});
        return;
      }
      const before = sequences;
      await takeStep();
      const due = Math.floor(sequences / reportEvery) > Math.floor(before / reportEvery);
      const asked = reportWhen?.() === true;
      if (due || asked) {
        yield await event({type: 'progress'});
      }
      await yielder.yield();
    }
  } catch (error) {
    throw error instanceof NonFiniteError ? error.after(sequences) : error;
  } finally {
    setLearningRate(optimizer, firstRate);
    step.dispose();
  }
}
