import {requireInteger, requireKeys, requireList, requireNumber, requireObject} from '@ntmjs/arguments';
import {RandomStream} from '@ntmjs/tasks';
import type {CurriculumState, Difficulty} from './curriculum.js';
import type {TrainingProgress} from './endReason.js';
import type {Engine} from './engine.js';
import type {MetricMeans} from './metricValues.js';

/** Values of a task's metrics, by the metrics' names. */
export type MetricLists = Readonly<Record<string, readonly number[]>>;

/** The state of a training loop besides the model and the optimizer: plain JSON, from which it resumes exactly. */
export interface TrainState extends TrainingProgress {
  /** Seconds spent training. */
  readonly seconds: number;
  /** The state of the random stream of training episodes. */
  readonly random: readonly number[];
  /** The values of each of the task's metrics on the last sequences, the oldest first. */
  readonly metrics: MetricLists;
  /** The same on other sizes of the memory, by their numbers of rows; absent before the first sequence on one. */
  readonly onRows?: Readonly<Record<string, MetricLists>> | undefined;
  /** The factor of all learning rates: 1, halved by each rewind. */
  readonly rateScale: number;
  /** The state of the curriculum; absent if it never changes. */
  readonly curriculum?: CurriculumState | undefined;
}

/** The state of a training loop before its first step. */
export function startState(seed: number): TrainState {
  const {state: random} = new RandomStream(seed, 'train');
  return {sequences: 0, seconds: 0, random, metrics: {}, rateScale: 1};
}

/**
 * Returns a state if training can resume from it; `createCurriculum` checks that of the curriculum.
 *
 * @throws ArgumentError that names the field
 */
export function requireTrainState(state: TrainState): TrainState {
  const fields = [
    'sequences',
    'seconds',
    'random',
    'metrics',
    'onRows',
    'solvedAt',
    'rateScale',
    'curriculum',
  ];
  const {sequences, seconds, random, metrics, onRows, rateScale, solvedAt} = requireKeys(
    'state',
    state,
    fields,
  );
  requireInteger('state.sequences', sequences, {min: 0});
  requireNumber('state.seconds', seconds, {min: 0});
  RandomStream.fromState(random);
  requireLists('state.metrics', metrics);
  if (onRows !== undefined) {
    requireObject('state.onRows', onRows, 'an object with the metrics on each number of rows');
    for (const [rows, lists] of Object.entries(onRows)) requireLists(`state.onRows.${rows}`, lists);
  }
  requireNumber('state.rateScale', rateScale, {above: 0, max: 1});
  if (solvedAt !== undefined) {
    requireKeys('state.solvedAt', solvedAt, ['sequences', 'seconds']);
    requireInteger('state.solvedAt.sequences', solvedAt.sequences, {min: 0});
    requireNumber('state.solvedAt.seconds', solvedAt.seconds, {min: 0});
  }
  return state;
}

function requireLists(path: string, metrics: MetricLists): void {
  requireObject(path, metrics, 'an object with a list of numbers for each metric');
  for (const [name, values] of Object.entries(metrics)) {
    requireList(`${path}.${name}`, values, 'a list of numbers');
    for (const [index, value] of values.entries()) requireNumber(`${path}.${name}[${index}]`, value);
  }
}

/**
 * A report of training: means are over the last sequences on the model's own memory, at most the size of the window. With a curriculum
 * they are over sequences since its difficulty last rose, without those for practice.
 */
export interface TrainReport extends MetricMeans, TrainingProgress {
  /**
   * The means over the last sequences on other sizes of the memory (`memorySizes`), by their numbers of rows; absent before the first sequence
   * on one.
   */
  readonly onRows?: Readonly<Record<string, MetricMeans>> | undefined;
  /** The learning rate of the next step. */
  readonly learningRate: number;
  /** The greatest difficulty that the curriculum chooses at present; absent without one. */
  readonly difficulty?: Difficulty | undefined;
  readonly seconds: number;
  readonly sequencesPerSecond: number;
  /** How much of a step is compiled. */
  readonly engine: Engine;
  /** Why no more of it is compiled; absent where all is. */
  readonly engineReason?: string | undefined;
}

export type EndReason = 'solved' | 'budget' | 'stopped';

export type TrainEvent = (
  | {readonly type: 'progress'}
  | {
      readonly type: 'end';
      /** `solved`: past the threshold; `budget`: all sequences are used up; `stopped`: by the signal. */
      readonly reason: EndReason;
    }
) & {readonly report: TrainReport; readonly state: TrainState};
