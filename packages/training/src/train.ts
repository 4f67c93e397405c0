import {requireChoice, requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import {RandomStream, type Task} from '@ntmjs/tasks';
import type * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {type ClipArgs, requireClipArgs} from './clipping.js';
import {type CurriculumArgs, createCurriculum} from './curriculum/createCurriculum.js';
import {DEFAULT_WINDOW, endReason, type Limits, requireLimits} from './endReason.js';
import type {CompileMode} from './engine.js';
import {
  decayAfter,
  type LearningRateDecay,
  learningRateOf,
  requireLearningRateDecay,
  setLearningRate,
} from './learningRate.js';
import {metricValues} from './metricValues.js';
import {MetricWindows} from './metricWindows.js';
import {requireModelFor} from './modelCheck.js';
import {NonFiniteError} from './nonFinite.js';
import {type EndReason, startState, type TrainEvent, type TrainState} from './trainEvent.js';
import {createTrainingStep} from './trainingStep.js';
import {Yielder} from './yielder.js';

export interface TrainArgs extends Limits {
  /** From `[batch, steps, inputs]` to logits `[batch, steps, outputs]` of the task's sizes. */
  readonly model: LayersModel;
  readonly task: Task;
  /** Its learning rate is the first; it has that rate again when the loop is left. */
  readonly optimizer: tf.Optimizer;
  /** Seed of the training episodes. */
  readonly seed: number;
  /** Sequences a step; 1 unless said otherwise. */
  readonly batch?: number | undefined;
  /** How the learning rate falls; it stays as it is unless given. */
  readonly learningRateDecay?: LearningRateDecay | undefined;
  /** How hard the episodes are as training goes on; drawn from the task's training range unless given. */
  readonly curriculum?: CurriculumArgs | undefined;
  /** How gradients are bounded; not at all unless given. */
  readonly clip?: ClipArgs | undefined;
  /** How many sequences means are over; 1000 unless said otherwise. */
  readonly window?: number | undefined;
  /** A progress event comes after every so many sequences, counted from the very first; 100 unless said otherwise. */
  readonly reportEvery?: number | undefined;
  /** Asked after each step whether a progress event is due beyond those: by the clock, say, for a page that shows them. */
  readonly reportWhen?: (() => boolean) | undefined;
  /** Ends training after the step in hand. */
  readonly signal?: AbortSignal | undefined;
  /** Whether steps are compiled as far as they can be (`auto`, unless said otherwise) or `never`. */
  readonly compile?: CompileMode | undefined;
  /**
   * How many threads share a batch, where the whole step is compiled; 1 unless said otherwise. Equal runs need equal
   * numbers of threads.
   */
  readonly threads?: number | undefined;
  /** Where an earlier loop stood; the model and the optimiser must be as they were then. */
  readonly state?: TrainState | undefined;
}

/**
 * Trains a model on a task, and tells how it goes.
 *
 * An async iterator: a step is taken only as events are asked for, and leaving the loop ends the training. Equal seeds,
 * models and backends give equal numbers; only `seconds` differ.
 *
 * @throws ArgumentError before the first step, if an argument is out of its range or the model does not fit the task
 * @throws NonFiniteError if a logit, the loss or a gradient is not a finite number; the weights are those before the step
 */
export async function* train(args: TrainArgs): AsyncGenerator<TrainEvent, void, void> {
  const {model, task, optimizer, signal, solved, sequences: budget, reportWhen} = args;
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
  const firstRate = learningRateOf(optimizer);

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
