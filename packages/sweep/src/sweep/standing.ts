import {ArgumentError} from '@ntmjs/arguments';
import {curveOf, type Objective, objectiveOf} from '../config/objective.js';
import {failureOf} from '../runs/failureOf.js';
import type {PlannedRun} from '../runs/plannedRun.js';
import type {AttemptRecord, Failure, Reached, RunResult} from '../runs/result.js';
import type {RunStore} from '../runs/store.js';
import type {Point} from '../search/space.js';
import type {CurvePoint} from '../stopping/rule.js';

/** A run of a sweep, and what is known of it. */
export interface SweepRun {
  readonly run: PlannedRun;
  /** The number of its point, from 0. */
  readonly number: number;
  readonly point: Point;
  /** What it gave; it is done. */
  result?: RunResult | undefined;
  /** Why it failed; no further attempt is made. */
  failure?: Failure | undefined;
  /** Whether it ended early, since others do better. */
  stopped: boolean;
  /** After how many sequences it was decided whether it ends early. */
  decided?: number | undefined;
  /** How far it is, if its training comes in parts. */
  reached?: Reached | undefined;
  /** The last attempt. */
  last?: AttemptRecord | undefined;
}

/** Whether nothing more is done about a run. */
export function isOver({result, failure, stopped}: SweepRun): boolean {
  return result !== undefined || failure !== undefined || stopped;
}

/** Reads what is known of a run by now. What is over stays so. */
export async function refresh(entry: SweepRun, store: RunStore): Promise<void> {
  if (isOver(entry)) return;
  entry.result = await store.result(entry.run);
  if (entry.result !== undefined) return;
  const attempts = await store.attempts(entry.run);
  entry.last = attempts.at(-1);
  entry.failure = failureOf(attempts);
  for (const {reached} of attempts) {
    if (reached !== undefined && reached.sequences > (entry.reached?.sequences ?? 0)) entry.reached = reached;
  }
}

/** The number of sequences that a run was trained on so far, as far as it is known. */
export function sequencesOf({result, reached}: SweepRun): number {
  return (result ?? reached)?.sequences ?? 0;
}

/** The curve of a run so far. */
export function curveOfRun({run, result, reached}: SweepRun, objective: Objective): CurvePoint[] {
  return curveOf(objective, (result ?? reached)?.log ?? [], run.config.training.solved);
}

/** The objective of a run that is over: of one that ended early the last of its curve, of one that failed infinite. */
export function valueOfRun(entry: SweepRun, objective: Objective): number {
  const {result, stopped} = entry;
  if (result === undefined) {
    if (!stopped || objective.type === 'solved') return Number.POSITIVE_INFINITY;
    return curveOfRun(entry, objective).at(-1)?.value ?? Number.POSITIVE_INFINITY;
  }
  const {bits, wrongBits, metrics} = resultAt(result, objective);
  return objectiveOf(objective, {solvedAt: result.solvedAt, metrics: {bits, wrongBits, ...metrics}});
}

/** The evaluation of a run at the difficulty of an objective. */
export function resultAt(
  {results}: Pick<RunResult, 'results'>,
  objective: Objective,
): RunResult['results'][number] {
  const [trained] = results as readonly [RunResult['results'][number]];
  if (objective.type === 'solved' || objective.at === undefined) return trained;
  const wanted = Object.entries({...trained.difficulty, ...objective.at});
  const found = results.find(({difficulty}) => wanted.every(([part, value]) => difficulty[part] === value));
  if (found === undefined)
    throw new ArgumentError('objective.at', 'a difficulty that runs are evaluated at', objective.at);
  return found;
}
