import {
  requireBoolean,
  requireChoice,
  requireFunction,
  requireInstance,
  requireInteger,
  requireKeys,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import {MOST_THREADS} from '@ntmjs/compile';
import {requireTask, type Task} from '@ntmjs/tasks';
import type * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {type ClipArgs, requireClipArgs} from './clipping.js';
import {type CurriculumConfig, createCurriculum} from './curriculum.js';
import {DEFAULT_WINDOW, type Limits, requireLimits} from './endReason.js';
import {type CompileMode, compileModes} from './engine.js';
import {requireModelFor} from './episodeTensors.js';
import {type LearningRateDecay, learningRateOf, requireLearningRateDecay} from './learningRate.js';
import {type MemorySize, MemorySizes, type WithRows} from './memorySizes.js';
import {requireOptimizer} from './tfjsObjects.js';
import {requireTrainState, startState, type TrainState} from './trainEvent.js';

/** The arguments of `train`. */
export interface TrainArgs extends Limits {
  /** From `[batch, steps, inputs]` to logits `[batch, steps, outputs]` of the task's sizes. */
  readonly model: LayersModel;
  readonly task: Task;
  /** Its learning rate is the initial one, which it has again when the loop ends. */
  readonly optimizer: tf.Optimizer;
  /** Seed of the training episodes, and of which batches run on other sizes of the memory. */
  readonly seed: number;
  /** Sequences per step; defaults to 1. */
  readonly batch?: number | undefined;
  /** How the learning rate falls; by default it is constant. */
  readonly learningRateDecay?: LearningRateDecay | undefined;
  /** Chooses the difficulty of the episodes; by default the task draws it from its training range. */
  readonly curriculum?: CurriculumConfig | undefined;
  /**
   * Other numbers of memory rows that a share of the batches runs on, each from a number of sequences on: the weights learn them as
   * well. Which batches those are depends on the seed and changes nothing else. Means in reports, `solved` and the curriculum are of
   * the other batches, on the model's own memory; `onRows` of a report has the means on other sizes.
   */
  readonly memorySizes?: readonly MemorySize[] | undefined;
  /** `withRows` of `@ntmjs/layers`, which makes a model with another number of memory rows; needed with `memorySizes`. */
  readonly withRows?: WithRows | undefined;
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
   * The number of threads that share a batch, where the whole step is compiled, up to 256; defaults to 1. Results depend on it, by
   * rounding.
   */
  readonly threads?: number | undefined;
  /**
   * Whether compiled code fuses products and sums, by relaxed SIMD, where this JavaScript engine has it (`engineReason` says if not). It is
   * faster, and results depend on the machine, by rounding. Defaults to false, or to what you compiled the layers with.
   */
  readonly relaxedSimd?: boolean | undefined;
  /** The state of an earlier loop to resume from; the model and the optimizer must be as they were then. */
  readonly state?: TrainState | undefined;
}

/** The names of the arguments of `train`. */
export const trainOptions = Object.keys({
  model: true,
  task: true,
  optimizer: true,
  seed: true,
  sequences: true,
  solved: true,
  stopWhenSolved: true,
  batch: true,
  learningRateDecay: true,
  curriculum: true,
  memorySizes: true,
  withRows: true,
  clip: true,
  window: true,
  reportEvery: true,
  reportWhen: true,
  signal: true,
  compile: true,
  threads: true,
  relaxedSimd: true,
  state: true,
} satisfies Record<keyof TrainArgs, true>);

/**
 * Returns the arguments of `train` with their defaults.
 *
 * @throws ArgumentError if an argument is unknown or out of its range, or the model does not fit the task
 */
export function resolveTrainArgs(args: TrainArgs) {
  requireKeys('train', args, trainOptions);
  const {reportWhen, signal, solved, stopWhenSolved} = args;
  const task = requireTask('task', args.task);
  requireLimits(args, task.metrics);
  if (reportWhen !== undefined) requireFunction('reportWhen', reportWhen);
  if (signal !== undefined) requireInstance('signal', signal, AbortSignal, 'an AbortSignal');
  const optimizer = requireOptimizer(args.optimizer);
  const seed = requireInteger('seed', args.seed);
  const state = args.state === undefined ? startState(seed) : requireTrainState(args.state);
  const model = requireModelFor(args.model, task, `the task ${task.name}`);
  return {
    ...{model, task, optimizer, seed},
    memorySizes: MemorySizes.of(model, args.memorySizes, args.withRows),
    learningRate: learningRateOf(optimizer),
    limits: {sequences: args.sequences, solved, stopWhenSolved},
    batch: requirePositiveInteger('batch', args.batch ?? 1),
    decay: requireLearningRateDecay(args.learningRateDecay),
    curriculum:
      args.curriculum === undefined ? undefined : createCurriculum(args.curriculum, task, state.curriculum),
    clip: requireClipArgs(args.clip ?? {}),
    window: requirePositiveInteger('window', args.window ?? DEFAULT_WINDOW),
    reportEvery: requirePositiveInteger('reportEvery', args.reportEvery ?? 100),
    reportWhen,
    signal,
    mode: requireChoice('compile', args.compile ?? 'auto', compileModes),
    threads: requireInteger('threads', args.threads ?? 1, {min: 1, max: MOST_THREADS}),
    relaxedSimd: args.relaxedSimd === undefined ? undefined : requireBoolean('relaxedSimd', args.relaxedSimd),
    state,
  };
}
