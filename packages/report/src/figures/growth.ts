import {isDeepStrictEqual} from 'node:util';
import type {FigureSpec} from '@ntmjs/inspect';
import type {Task} from '@ntmjs/tasks';
import type {Trial} from '../evaluation/difficulties.js';
import type {TrialResult} from '../evaluation/evaluation.js';
import {isShare, metricName} from '../evaluation/metrics.js';
import {metricOf} from '../reproduction/report/generalisation.js';
import {grouped, median} from '../statistics/statistics.js';

/** How a metric changes with a part of the difficulty; wrong bits unless given. */
export interface Growth {
  readonly part: string;
  /** What the other parts are. */
  readonly fixed?: Trial['difficulty'];
  readonly metric?: string;
}

export interface GrowthArgs {
  readonly title: string;
  readonly task: Task;
  readonly growth: Growth;
  /** How each model did, on each of its seeds. */
  readonly series: readonly {readonly name: string; readonly results: readonly TrialResult[]}[];
}

/** A metric by a part of the difficulty: the median over the seeds, and a band from the lowest to the highest. */
export async function growthFigure({title, task, growth, series}: GrowthArgs): Promise<FigureSpec> {
  const {generalizationCurves} = await import('@ntmjs/inspect');
  const {part, fixed = {}, metric = 'wrongBits'} = growth;
  return generalizationCurves({
    series: series.map(({name, results}) => {
      const trials = results.filter(({difficulty: {[part]: value, ...others}}) => {
        return value !== undefined && isDeepStrictEqual(others, {...fixed});
      });
      const points = [...grouped(trials, ({difficulty}) => difficulty[part]!)].map(([x, same]) => {
        const values = same.map((trial) => metricOf(trial, metric));
        return {x, value: median(values), low: Math.min(...values), high: Math.max(...values)};
      });
      return {name, points: points.sort((one, other) => one.x - other.x)};
    }),
    xLabel: partLabel(part),
    valueLabel: `${metricName(metric)} ${isShare(metric) ? '(share)' : 'per sequence'}`,
    ...(isShare(metric) && {logValue: false}),
    trained: {max: task.trainingRange[part]!.max},
    title,
  });
}

/** A part of a difficulty as the title of an axis: what it counts. */
function partLabel(part: string): string {
  return part === 'length' ? 'length (time steps)' : `number of ${part}`;
}
