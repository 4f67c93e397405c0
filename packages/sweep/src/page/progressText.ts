import {bits, count, duration, table} from '@ntmjs/report';
import type {SweepStanding} from '../sweep/runSweep.js';
import {isOver, type SweepRun} from '../sweep/standing.js';
import {failuresOf} from './failures.js';
import {pointsOf} from './pointStanding.js';
import {pointRows} from './pointTable.js';
import {standingText, summaryOf} from './standingText.js';

/** How far a sweep is: a line for all of it, with the time left, and a line for each run that this process works on. */
export function progressText(standing: SweepStanding): string {
  const nameOf = ({number, run}: SweepRun) => `point ${number}, seed ${run.config.seed}`;
  return [timeText(standing, standingText(standing)), ...runLines(standing, nameOf)].join('\n');
}

/** A text about a sweep with the time that its training is to take on, if that is known. */
export function timeText(standing: SweepStanding, text: string): string {
  const left = secondsLeft(standing);
  return left === undefined ? text : `${text}, about ${duration(left)} of training left`;
}

/** The most runs that have a line. */
const MOST_LINES = 20;

/** A line for each run that this process, or a worker of its queue, trains: `  point 3, seed 1: 4 000 of 10 000 sequences, 12.3 bits, 210 a second`. */
export function runLines({running}: SweepStanding, nameOf: (run: SweepRun) => string): string[] {
  const lines = [...running].slice(0, MOST_LINES).map(([entry, report]) => {
    const name = `  ${nameOf(entry)}`;
    if (report === undefined) return `${name}: begins`;
    const {sequences, sequencesPerSecond} = report;
    const all = count(entry.run.config.training.sequences);
    const speed = `${sequencesPerSecond.toFixed(sequencesPerSecond < 100 ? 1 : 0)} a second`;
    return `${name}: ${count(sequences)} of ${all} sequences, ${bits(report.bits)} bits, ${speed}`;
  });
  const others = running.size - lines.length;
  return others === 0 ? lines : [...lines, `  and ${count(others)} more`];
}

/**
 * About how many seconds of training a sweep takes on: of the runs that are not over, each as long as those that are over took on average,
 * at as many at a time as are running. Undefined before a run is done, and when none is running.
 */
export function secondsLeft(standing: SweepStanding): number | undefined {
  const {runs, running} = standing;
  const {all, done, running: parallel} = summaryOf(standing);
  if (done === 0 || parallel === 0) return undefined;
  const trained = runs.flatMap((run) => (isOver(run) ? ((run.result ?? run.reached)?.seconds ?? []) : []));
  const mean = trained.reduce((sum, seconds) => sum + seconds, 0) / trained.length;
  const open = all - runs.filter(isOver).length;
  const begun = runs
    .filter((run) => !isOver(run))
    .map((run) => running.get(run)?.seconds ?? run.reached?.seconds ?? 0);
  const spent = begun.reduce((sum, seconds) => sum + Math.min(seconds, mean), 0);
  return Math.max(0, (open * mean - spent) / parallel);
}

/** A table of the points of a sweep, the best first, every failure with its reason, and how far the sweep is. */
export function statusText(standing: SweepStanding): string {
  const points = pointsOf(standing);
  return [
    ...(points.length === 0 ? [] : [`${table(pointRows(points, standing.sweep))}\n`]),
    ...failuresOf(standing.runs).map(({reason, where}) => `Failed: ${reason}\n  ${where.join('\n  ')}\n`),
    standingText(standing),
  ].join('\n');
}
