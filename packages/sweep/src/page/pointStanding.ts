import {grouped} from '@ntmjs/report';
import {objectiveOfSeeds} from '../config/objective.js';
import type {Sweep} from '../config/sweepConfig.js';
import type {Point} from '../search/space.js';
import type {SweepStanding} from '../sweep/runSweep.js';
import {isOver, type SweepRun, valueOfRun} from '../sweep/standing.js';

/** What became of a run so far: `stopped` are those that ended early, since others did better. */
export type RunState = 'done' | 'failed' | 'stopped' | 'running' | 'waiting';

/** The state of a run; one on which another process works is running too. */
export function stateOf(run: SweepRun, {running}: Pick<SweepStanding, 'running'>): RunState {
  if (run.result !== undefined) return 'done';
  if (run.failure !== undefined) return 'failed';
  if (run.stopped) return 'stopped';
  return running.has(run) || run.last?.ended === false ? 'running' : 'waiting';
}

/** A point of a sweep with what its runs have given. */
export interface PointStanding {
  /** From 0, in the order in which points were chosen. */
  readonly number: number;
  readonly point: Point;
  /** One for each seed. */
  readonly runs: readonly SweepRun[];
  /** The objectives of the runs that are over, the best first: less is better, and a run that failed has an infinite one. */
  readonly values: readonly number[];
  /** The objective of the point; undefined until all of its runs are over. */
  readonly value?: number | undefined;
  readonly counts: Readonly<Record<RunState, number>>;
  readonly rates: Rates;
}

/** How many of some runs solved their task, and how many were ended by a number that is not finite. */
export interface Rates {
  /** Those that are over, of which the others are a part. */
  readonly over: number;
  readonly solved: number;
  readonly nonFinite: number;
}

export function ratesOf(runs: readonly SweepRun[]): Rates {
  const over = runs.filter(isOver);
  return {
    over: over.length,
    solved: over.filter(({result, reached}) => (result ?? reached)?.solvedAt !== undefined).length,
    nonFinite: over.filter(({failure}) => failure?.nonFinite).length,
  };
}

/** The points of a sweep, the best first, and those whose runs are not all over last. */
export function pointsOf(standing: Pick<SweepStanding, 'sweep' | 'runs' | 'running'>): PointStanding[] {
  const points = [...grouped(standing.runs, ({number}) => number).values()];
  return points
    .map((runs) => pointOf(runs, standing))
    .sort((one, other) => rankOf(one) - rankOf(other) || one.number - other.number);
}

function pointOf(
  runs: readonly SweepRun[],
  standing: Pick<SweepStanding, 'sweep' | 'running'>,
): PointStanding {
  const [{number, point}] = runs as readonly [SweepRun];
  const values = runs
    .filter(isOver)
    .map((run) => valueOfRun(run, standing.sweep.objective))
    .sort((one, other) => one - other || 0);
  const counts = {done: 0, failed: 0, stopped: 0, running: 0, waiting: 0};
  for (const run of runs) counts[stateOf(run, standing)] += 1;
  const value = values.length === runs.length ? objectiveOfSeeds(values) : undefined;
  return {number, point, runs, values, value, counts, rates: ratesOf(runs)};
}

/** Numbers, then the infinite, then what is not known; JavaScript's difference of two infinities is no number. */
function rankOf({value}: PointStanding): number {
  if (value === undefined) return Number.MAX_VALUE;
  return Number.isFinite(value) ? value : Number.MAX_VALUE / 2;
}

/** An objective as its metric has it: that of which more is better is kept with the other sign. */
export function shownValue({objective}: Pick<Sweep, 'objective'>, value: number): number {
  return objective.type === 'metric' && objective.goal === 'maximize' ? -value : value;
}
