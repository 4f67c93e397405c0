import {count} from '@ntmjs/report';
import type {Point, Value} from '../search/space.js';
import type {SweepStanding} from '../sweep/runSweep.js';
import {objectiveLabel, objectiveText} from './objectiveText.js';
import {pointsOf, type RunState, stateOf} from './pointStanding.js';

/** How many runs of a sweep there are of each kind, and which point is the best so far. */
interface SweepSummary {
  readonly done: number;
  readonly running: number;
  readonly failed: number;
  /** Those that ended early, since others did better. */
  readonly stopped: number;
  /** The number of runs, at most. */
  readonly all: number;
  readonly best?: {readonly point: Point; readonly value: number} | undefined;
}

/** Counts the runs of a sweep, those on which another process works among them. */
export function summaryOf(standing: SweepStanding): SweepSummary {
  const {sweep, runs, isPlanned} = standing;
  const states = standing.runs.map((run) => stateOf(run, standing));
  const counted = (state: RunState) => states.filter((each) => each === state).length;
  const planned = Math.min(sweep.points * sweep.seeds, sweep.budget.runs ?? Number.POSITIVE_INFINITY);
  const [best] = pointsOf(standing);
  return {
    ...{
      done: counted('done'),
      running: counted('running'),
      failed: counted('failed'),
      stopped: counted('stopped'),
    },
    all: isPlanned ? runs.length : planned,
    best:
      best?.value !== undefined && Number.isFinite(best.value)
        ? {point: best.point, value: best.value}
        : undefined,
  };
}

/** How far a sweep is, in a line. */
export function standingText(standing: SweepStanding): string {
  const {best} = summaryOf(standing);
  if (best === undefined) return countsText(standing);
  return `${countsText(standing)}, the best: ${bestText(standing, best.value)} with ${pointText(best.point)}`;
}

/** How many runs of a sweep are done, running, failed and ended early. */
export function countsText(standing: SweepStanding): string {
  const {done, running, failed, stopped, all} = summaryOf(standing);
  const parts = [`${count(done)} of ${count(all)} runs are done`];
  if (running > 0) parts.push(`${running} running`);
  if (failed > 0) parts.push(`${failed} failed`);
  if (stopped > 0) parts.push(`${stopped} ended early`);
  return parts.join(', ');
}

function bestText({sweep: {objective}}: SweepStanding, value: number): string {
  const text = objectiveText(objective, value);
  return objective.type === 'solved'
    ? `solved after ${text} sequences`
    : `${text} ${objectiveLabel(objective)}`;
}

/** The options of a point: `learningRate 0.001, rows 64`. */
export function pointText(point: Point): string {
  return Object.entries(point)
    .map(([name, value]) => `${name} ${valueText(value)}`)
    .join(', ');
}

/** The value of an option, to four digits. */
export function valueText(value: Value): string {
  return String(typeof value === 'number' ? Number(value.toPrecision(4)) : value);
}
