import {bits, count, grouped} from '@ntmjs/report';
import {objectiveOfSeeds} from '../config/objective.js';
import type {Point} from '../search/space.js';
import type {SweepStanding} from './runSweep.js';
import {isOver, type SweepRun, valueOfRun} from './standing.js';

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
function summaryOf({sweep, runs, running, isPlanned}: SweepStanding): SweepSummary {
  const counted = (test: (run: SweepRun) => boolean) => runs.filter(test).length;
  const planned = Math.min(sweep.points * sweep.seeds, sweep.budget.runs ?? Number.POSITIVE_INFINITY);
  return {
    done: counted(({result}) => result !== undefined),
    running: counted((run) => running.has(run) || (!isOver(run) && run.last?.ended === false)),
    failed: counted(({failure}) => failure !== undefined),
    stopped: counted(({stopped}) => stopped),
    all: isPlanned ? runs.length : planned,
    best: bestOf({sweep, runs}),
  };
}

/** The point with the least objective of those whose runs are all over. */
function bestOf({sweep, runs}: Pick<SweepStanding, 'sweep' | 'runs'>): SweepSummary['best'] {
  const points = grouped(runs, ({number}) => String(number));
  let best: SweepSummary['best'];
  for (const ofPoint of points.values()) {
    if (!ofPoint.every(isOver)) continue;
    const value = objectiveOfSeeds(ofPoint.map((run) => valueOfRun(run, sweep.objective)));
    if (value < (best?.value ?? Number.POSITIVE_INFINITY)) best = {point: ofPoint[0]!.point, value};
  }
  return best;
}

/** How far a sweep is, in a line. */
export function standingText(standing: SweepStanding): string {
  const {done, running, failed, stopped, all, best} = summaryOf(standing);
  const parts = [`${count(done)} of ${count(all)} runs are done`];
  if (running > 0) parts.push(`${running} running`);
  if (failed > 0) parts.push(`${failed} failed`);
  if (stopped > 0) parts.push(`${stopped} ended early`);
  if (best !== undefined)
    parts.push(`the best: ${valueText(standing, best.value)} with ${pointText(best.point)}`);
  return parts.join(', ');
}

function valueText({sweep}: SweepStanding, value: number): string {
  const {objective} = sweep;
  if (objective.type === 'solved') return `solved after ${count(value)} sequences`;
  return `${bits(objective.goal === 'maximize' ? -value : value)} ${objective.metric}`;
}

/** The options of a point: `learningRate 0.001, rows 64`. */
function pointText(point: Point): string {
  return Object.entries(point)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`)
    .join(', ');
}
