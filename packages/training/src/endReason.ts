import {
  requireBoolean,
  requireChoice,
  requireInteger,
  requireKeys,
  requireNumber,
  requireObject,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import type {Metric, Solved} from '@ntmjs/tasks';

/** The default number of sequences that means are over. */
export const DEFAULT_WINDOW = 1000;

/** Whether a mean is on the right side of the threshold. */
export function isPast(solved: Solved, mean: number): boolean {
  return 'above' in solved ? mean > solved.above : mean < solved.below;
}

/** When training ends. */
export interface Limits {
  /** The number of sequences to train on, at most, counted from the start of training. */
  readonly sequences: number;
  /** When the task is solved; by default never. */
  readonly solved?: Solved | undefined;
  /** Whether training ends once the task is solved; defaults to true. */
  readonly stopWhenSolved?: boolean | undefined;
}

/** The progress of training: a part of its state. */
export interface TrainingProgress {
  /** The number of sequences that the model was trained on. */
  readonly sequences: number;
  /** When the task was solved for the first time; absent before. */
  readonly solvedAt?: {readonly sequences: number; readonly seconds: number} | undefined;
}

/**
 * Why training ends in this state; `undefined` if it continues.
 *
 * @throws ArgumentError if a number of sequences or `stopWhenSolved` is none
 */
export function endReason(progress: TrainingProgress, limits: Limits): 'solved' | 'budget' | undefined {
  const {sequences, solvedAt} = requireObject('progress', progress, 'an object {sequences, solvedAt?}');
  const {sequences: budget, stopWhenSolved = true} = requireObject(
    'limits',
    limits,
    'an object {sequences, solved?, stopWhenSolved?}',
  );
  requireInteger('progress.sequences', sequences, {min: 0});
  requirePositiveInteger('limits.sequences', budget);
  requireBoolean('limits.stopWhenSolved', stopWhenSolved);
  if (solvedAt !== undefined && stopWhenSolved) return 'solved';
  return sequences >= budget ? 'budget' : undefined;
}

/** Checks the limits of training. */
export function requireLimits({sequences, solved, stopWhenSolved}: Limits, metrics: readonly Metric[]): void {
  requirePositiveInteger('sequences', sequences);
  if (stopWhenSolved !== undefined) requireBoolean('stopWhenSolved', stopWhenSolved);
  if (solved === undefined) return;
  const threshold = Object.hasOwn(Object(solved), 'above') ? 'above' : 'below';
  requireKeys('solved', solved, ['metric', threshold]);
  const names = metrics.map(({name}) => name);
  requireChoice('solved.metric', solved.metric, names);
  requireNumber(`solved.${threshold}`, Reflect.get(solved, threshold));
}
