import {requireChoice, requireKeys, requireNumber, requireObject, requireText} from '@ntmjs/arguments';
import type {Difficulty} from '@ntmjs/report';
import type {CurvePoint} from '../stopping/rule.js';

/** The number that a sweep looks for the best of. */
export type Objective =
  | {
      /** How many sequences it took to solve the task. A run that did not solve it counts as infinitely many. */
      readonly type: 'solved';
    }
  | {
      /** A metric of the task on fresh episodes, after training. */
      readonly type: 'metric';
      readonly metric: string;
      /** Defaults to `minimize`. */
      readonly goal?: 'minimize' | 'maximize' | undefined;
      /** Parts of the difficulty of the episodes that differ from those of training, such as `{length: 50}`. */
      readonly at?: Difficulty | undefined;
    };

export const solvedObjective: Objective = {type: 'solved'};

/**
 * Returns a value if it is an objective; throws an `ArgumentError` that names its field otherwise.
 *
 * @param argument its name for the error
 */
export function requireObjective(argument: string, objective: Objective): Objective {
  requireObject(argument, objective, "{type: 'solved'} or {type: 'metric', metric, goal?, at?}");
  if (!('type' in objective)) requireKeys(argument, objective, ['type', 'metric', 'goal', 'at']);
  if (requireChoice(`${argument}.type`, objective.type, ['solved', 'metric']) === 'solved') {
    return requireKeys(argument, objective, ['type']);
  }
  const metric = objective as Extract<Objective, {type: 'metric'}>;
  requireKeys(argument, metric, ['type', 'metric', 'goal', 'at']);
  requireText(`${argument}.metric`, metric.metric);
  if (metric.goal !== undefined) requireChoice(`${argument}.goal`, metric.goal, ['minimize', 'maximize']);
  const at = requireObject(`${argument}.at`, metric.at ?? {}, 'an object with parts of the difficulty');
  for (const [part, value] of Object.entries(at)) requireNumber(`${argument}.at.${part}`, value);
  return objective;
}

/** What a sweep knows of a run that ended. */
export interface Measured {
  readonly solvedAt?: {readonly sequences: number} | undefined;
  /** The metrics on fresh episodes at the difficulty of the objective. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** The objective of a run, of which less is better; infinite if it has none. */
export function objectiveOf(objective: Objective, {solvedAt, metrics}: Measured): number {
  if (objective.type === 'solved') return solvedAt?.sequences ?? Number.POSITIVE_INFINITY;
  return signed(objective.goal, metrics[objective.metric]);
}

/** The objective of a point with several seeds: the median, the greater of the two in the middle if they are even; so failed seeds count. */
export function objectiveOfSeeds(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

/** A line of a training's log. */
export interface Logged {
  readonly sequences: number;
  /** The means of the task's metrics. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What solves a task: its metric is below, or above, a threshold. */
type Solved = {readonly metric: string; readonly above?: number} | undefined;

/**
 * The metric of the curves that stopping rules compare: that of the objective or, for the number of sequences until a task is solved, that
 * by which it is.
 */
export function curveMetric(
  objective: Objective,
  solved: Solved,
): {readonly metric: string; readonly goal?: 'minimize' | 'maximize' | undefined} {
  if (objective.type === 'metric') return objective;
  return {
    metric: solved?.metric ?? 'wrongBits',
    goal: solved?.above === undefined ? 'minimize' : 'maximize',
  };
}

/** The curve that stopping rules compare: of `curveMetric`, less is better. */
export function curveOf(objective: Objective, log: readonly Logged[], solved: Solved): CurvePoint[] {
  const {metric, goal} = curveMetric(objective, solved);
  return log.map(({sequences, metrics}) => ({sequences, value: signed(goal, metrics[metric])}));
}

function signed(goal: string | undefined, value: number | undefined): number {
  if (value === undefined || Number.isNaN(value)) return Number.POSITIVE_INFINITY;
  return goal === 'maximize' ? -value : value;
}
