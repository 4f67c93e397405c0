import type {EvaluationResult} from '@ntmjs/report';
import type {Objective} from '../config/objective.js';
import type {Point} from '../search/space.js';
import type {SweepStanding} from '../sweep/runSweep.js';
import {isOver, resultAt, type SweepRun, sequencesOf, valueOfRun} from '../sweep/standing.js';
import {type RunState, shownValue, stateOf} from './pointStanding.js';

/** A run of a sweep, as `results.json` has it. */
export interface RunRow {
  /** The number of its point, from 0. */
  readonly point: number;
  readonly options: Point;
  readonly seed: number;
  /** The name of its folder. */
  readonly run: string;
  readonly state: RunState;
  /** The objective, as the metric has it; null if it has none, since it is not over, failed or did not solve its task. */
  readonly objective: number | null;
  /** The number of sequences it was trained on so far. */
  readonly sequences: number;
  /** Seconds of training so far. */
  readonly seconds?: number | undefined;
  /** After how many sequences the task was solved. */
  readonly solvedAt?: number | undefined;
  /** The metrics on fresh episodes at the difficulty of the objective. */
  readonly metrics?: Readonly<Record<string, number>> | undefined;
  /** The evaluation at every difficulty. */
  readonly results?: readonly EvaluationResult[] | undefined;
  /** Why it failed. */
  readonly failure?: string | undefined;
  /** Whether it failed because of a number that is not finite. */
  readonly nonFinite?: true | undefined;
  /** The number of the attempt whose folder has the trained model. */
  readonly attempt?: number | undefined;
}

/** What `results.json` holds. */
export interface SweepResults {
  readonly objective: Objective;
  /** In the order of points and seeds. */
  readonly runs: readonly RunRow[];
}

/** The results of a sweep, for machines. */
export function sweepResults(standing: Pick<SweepStanding, 'sweep' | 'runs' | 'running'>): SweepResults {
  const {objective} = standing.sweep;
  return {objective, runs: standing.runs.map((run) => rowOf(run, standing))};
}

function rowOf(entry: SweepRun, standing: Pick<SweepStanding, 'sweep' | 'running'>): RunRow {
  const {run, number, point, result, reached, failure} = entry;
  const {objective} = standing.sweep;
  const value = isOver(entry) ? valueOfRun(entry, objective) : Number.POSITIVE_INFINITY;
  const {seconds, solvedAt} = result ?? reached ?? {};
  return {
    ...{point: number, options: point, seed: run.config.seed, run: run.name, state: stateOf(entry, standing)},
    objective: Number.isFinite(value) ? shownValue({objective}, value) : null,
    sequences: sequencesOf(entry),
    seconds,
    solvedAt: solvedAt?.sequences,
    metrics: result && metricsAt(result, objective),
    results: result?.results,
    failure: failure?.reason,
    nonFinite: failure?.nonFinite,
    attempt: result?.attempt,
  };
}

function metricsAt(result: NonNullable<SweepRun['result']>, objective: Objective): Record<string, number> {
  const {bits, wrongBits, metrics} = resultAt(result, objective);
  return {bits, wrongBits, ...metrics};
}
