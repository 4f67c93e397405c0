import {
  requireBoolean,
  requireChoice,
  requireKeys,
  requireNumber,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import type {Metric, Solved} from '@ntmjs/tasks';

/** How many sequences means are over, unless said otherwise. */
export const DEFAULT_WINDOW = 1000;

/** Whether a mean is on the right side of the threshold. */
export function isPast(solved: Solved, mean: number): boolean {
  return 'above' in solved ? mean > solved.above : mean < solved.below;
}

/** When training ends. */
export interface Limits {
  /** Training ends at the latest after this many sequences, counted from the very first. */
  readonly sequences: number;
  /** When the task is solved; never unless given. */
  readonly solved?: Solved | undefined;
  /** Whether training ends once the task is solved; it does unless said otherwise. */
  readonly stopWhenSolved?: boolean | undefined;
}

/** How far training has come: a part of its state. */
export interface TrainingProgress {
  /** How many sequences the model was trained on. */
  readonly sequences: number;
  /** When the task was solved for the first time; nothing before. */
  readonly solvedAt?: {readonly sequences: number; readonly seconds: number} | undefined;
}

/** Why training that stands here is at its end; nothing if it goes on. */
export function endReason(
  {sequences, solvedAt}: TrainingProgress,
  {sequences: budget, stopWhenSolved = true}: Limits,
): 'solved' | 'budget' | undefined {
  if (solvedAt !== undefined && stopWhenSolved) return 'solved';
  return sequences >= budget ? 'budget' : undefined;
}

/** Checks when training is to end. */
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
