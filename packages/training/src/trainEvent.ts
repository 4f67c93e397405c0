import {RandomStream} from '@ntmjs/tasks';
import type {CurriculumState, Difficulty} from './curriculum/curriculum.js';
import type {TrainingProgress} from './endReason.js';
import type {Engine} from './engine.js';
import type {MetricMeans} from './metricValues.js';

/** Where a loop stands besides the model and the optimiser: plain JSON, from which it goes on as if never stopped. */
export interface TrainState extends TrainingProgress {
  /** Seconds spent training. */
  readonly seconds: number;
  /** Where the stream of training episodes stands. */
  readonly random: readonly number[];
  /** Each of the task's metrics of the last sequences, the oldest first. */
  readonly metrics: Readonly<Record<string, readonly number[]>>;
  /** What all learning rates are multiplied by: 1, and half as much after each rewind. */
  readonly rateScale: number;
  /** Where the curriculum stands, if there is one that changes. */
  readonly curriculum?: CurriculumState | undefined;
}

/** Where a loop stands before its first step. */
export function startState(seed: number): TrainState {
  const {state: random} = new RandomStream(seed, 'train');
  return {sequences: 0, seconds: 0, random, metrics: {}, rateScale: 1};
}

/** How training goes: means are over the last sequences, at most as many as the window has. */
export interface TrainReport extends MetricMeans, TrainingProgress {
  /** Of the step that comes next. */
  readonly learningRate: number;
  /** The hardest that the curriculum sets at present, if there is one. */
  readonly difficulty?: Difficulty | undefined;
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
      /** `solved`: past the threshold; `budget`: all sequences used up; `stopped`: by the signal. */
      readonly reason: EndReason;
    }
) & {readonly report: TrainReport; readonly state: TrainState};
