import {requireChoice, requireInteger, requireNumber, requirePositiveInteger} from '@ntmjs/arguments';
import {bitsOfEachSequence, RandomStream, type Task, wrongBitsOfEachSequence} from '@ntmjs/tasks';
import type * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {type ClipArgs, requireClipArgs} from './clipping.js';
import {DEFAULT_WINDOW, endReason, type Limits, type Standing} from './endReason.js';
import {requireModelFor} from './modelCheck.js';
import {SlidingMean} from './slidingMean.js';
import {type CompileMode, createTrainingStep, type Engine} from './trainingStep.js';
import {Yielder} from './yielder.js';

/** Where a loop stands besides the model and the optimiser: plain JSON, from which it goes on as if never stopped. */
export interface TrainState extends Standing {
  /** Seconds spent training. */
  readonly seconds: number;
  /** Where the stream of training episodes stands. */
  readonly random: readonly number[];
  /** The bits of the last sequences, the oldest first. */
  readonly bits: readonly number[];
}

export interface TrainArgs extends Limits {
  /** From `[batch, steps, inputs]` to logits `[batch, steps, outputs]` of the task's sizes. */
  readonly model: LayersModel;
  readonly task: Task;
  readonly optimizer: tf.Optimizer;
  /** Seed of the training episodes. */
  readonly seed: number;
  /** Sequences a step; 1 unless said otherwise. */
  readonly batch?: number | undefined;
  /** How gradients are bounded; not at all unless given. */
  readonly clip?: ClipArgs | undefined;
  /** A progress event comes after every so many sequences, counted from the very first; 100 unless said otherwise. */
  readonly reportEvery?: number | undefined;
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

/** How training goes: means are over the last sequences, at most as many as the window has. */
export interface TrainReport {
  readonly sequences: number;
  /** Cross-entropy in bits a sequence. */
  readonly bits: number;
  /** Wrong target bits a sequence. */
  readonly wrongBits: number;
  readonly seconds: number;
  readonly sequencesPerSecond: number;
  /** How much of a step is compiled. */
  readonly engine: Engine;
  /** Why not more of it is; nothing where all is. */
  readonly engineReason?: string | undefined;
}

export type EndReason = 'solved' | 'budget' | 'stopped';

export type TrainEvent = (
  | {readonly type: 'progress'}
  | {
      readonly type: 'end';
      /** `solved`: below the threshold; `budget`: all sequences used up; `stopped`: by the signal. */
      readonly reason: EndReason;
    }
) & {readonly report: TrainReport; readonly state: TrainState};

/**
 * Trains a model on a task, and tells how it goes.
 *
 * An async iterator: a step is taken only as events are asked for, and leaving the loop ends the training. Equal seeds,
 * models and backends give equal numbers; only `seconds` differ.
 *
 * @throws ArgumentError before the first step, if an argument is out of its range or the model does not fit the task
 * @throws Error if the loss is not a finite number
 */
export async function* train(args: TrainArgs): AsyncGenerator<TrainEvent, void, void> {
  const {model, task, optimizer, signal} = args;
  const batch = requirePositiveInteger('batch', args.batch ?? 1);
  const budget = requirePositiveInteger('sequences', args.sequences);
  const window = requirePositiveInteger('window', args.window ?? DEFAULT_WINDOW);
  const reportEvery = requirePositiveInteger('reportEvery', args.reportEvery ?? 100);
  const solvedBelow = args.solvedBelow;
  if (solvedBelow !== undefined) requireNumber('solvedBelow', solvedBelow, {above: 0});
  const clip = requireClipArgs(args.clip ?? {});
  const seed = requireInteger('seed', args.seed);
  const mode = requireChoice('compile', args.compile ?? 'auto', ['auto', 'never']);
  const threads = requirePositiveInteger('threads', args.threads ?? 1);
  requireModelFor(model, task);

  const step = await createTrainingStep(model, optimizer, clip, mode, threads);
  const random =
    args.state === undefined ? new RandomStream(seed, 'train') : RandomStream.fromState(args.state.random);
  const bits = new SlidingMean(window, args.state?.bits);
  const wrongBits = new SlidingMean(window, args.state?.wrongBits);
  let sequences = args.state?.sequences ?? 0;
  const secondsBefore = args.state?.seconds ?? 0;
  const sequencesBefore = sequences;
  const started = performance.now();

  const event = (kind: {type: 'progress'} | {type: 'end'; reason: EndReason}): TrainEvent => {
    const elapsed = (performance.now() - started) / 1000;
    const seconds = secondsBefore + elapsed;
    return {
      ...kind,
      report: {
        sequences,
        bits: bits.mean,
        wrongBits: wrongBits.mean,
        seconds,
        sequencesPerSecond: (sequences - sequencesBefore) / elapsed,
        engine: step.engine,
        ...(step.reason !== undefined && {engineReason: step.reason}),
      },
      state: {
        sequences,
        seconds,
        random: random.state,
        bits: [...bits.toJSON()],
        wrongBits: [...wrongBits.toJSON()],
      },
    };
  };
  const limits = {sequences: budget, solvedBelow, window};
  const reasonToEnd = (): EndReason | undefined =>
    endReason({sequences, wrongBits: wrongBits.toJSON()}, limits) ??
    (signal?.aborted ? 'stopped' : undefined);

  const yielder = new Yielder();
  try {
    for (let reason = reasonToEnd(); ; reason = reasonToEnd()) {
      if (reason !== undefined) {
        await step.sync();
        yield event({type: 'end', reason});
        return;
      }
      const episodes = task.sample(random, Math.min(batch, budget - sequences));
      const values = await step.run(episodes);
      const costs = bitsOfEachSequence(values, episodes);
      if (!costs.every(Number.isFinite)) {
        throw new Error(
          `the loss is ${costs.find((cost) => !Number.isFinite(cost))} after ${sequences} sequences`,
        );
      }
      for (const cost of costs) bits.push(cost);
      for (const wrong of wrongBitsOfEachSequence(values, episodes)) wrongBits.push(wrong);
      const before = sequences;
      sequences += episodes.batch;
      if (Math.floor(sequences / reportEvery) > Math.floor(before / reportEvery)) {
        await step.sync();
        yield event({type: 'progress'});
      }
      await yielder.yield();
    }
  } finally {
    step.dispose();
  }
}
