import {requireChoice, requireKeys, requireList, requireObject} from '@ntmjs/arguments';
import {type FigureSpec, generalizationCurves} from '@ntmjs/inspect';
import {findMetric, requireTask, type Task} from '@ntmjs/tasks';
import {type Difficulty, requireDifficulty} from '../evaluation/difficulties.js';
import {type EvaluationResult, requireResults} from '../evaluation/evaluate.js';
import {metricValue} from '../evaluation/metrics.js';
import {grouped, median} from '../statistics/statistics.js';

/** How a metric changes with a part of the difficulty. */
export interface Growth {
  /** The part of the difficulty that changes. */
  readonly part: string;
  /** The values of the other parts; none by default. */
  readonly fixed?: Difficulty;
  /** The name of the metric; defaults to wrong bits. */
  readonly metric?: string;
}

export interface GrowthArgs {
  readonly title: string;
  readonly task: Task;
  readonly growth: Growth;
  /** The results of each model, of all its seeds. */
  readonly series: readonly {readonly name: string; readonly results: readonly EvaluationResult[]}[];
}

/** A figure of a metric by a part of the difficulty: the median over the seeds, and a band from the lowest to the highest. */
export async function growthFigure(args: GrowthArgs): Promise<FigureSpec> {
  const {title, growth, series} = requireKeys('figure', args, ['title', 'task', 'growth', 'series']);
  const task = requireTask('task', args.task);
  const {fixed = {}} = requireKeys('growth', growth, ['part', 'fixed', 'metric']);
  const part = requireChoice('growth.part', growth.part, Object.keys(task.trainingRange));
  requireDifficulty('growth.fixed', fixed);
  requireList('series', series, 'a list of series');
  for (const [index, each] of series.entries()) {
    requireObject(`series[${index}]`, each, 'an object {name, results}');
    requireResults(`series[${index}].results`, each.results);
  }
  const metric = findMetric(task.metrics, growth.metric ?? 'wrongBits');
  const isShare = metric.unit === 'share';
  return generalizationCurves({
    series: series.map(({name, results}) => {
      const onCurve = results.filter(({difficulty: {[part]: value, ...others}}) => {
        return value !== undefined && sameDifficulty(others, fixed);
      });
      const points = [...grouped(onCurve, ({difficulty}) => difficulty[part]!)].map(([x, same]) => {
        const values = same.map((result) => metricValue(metric, result));
        return {x, value: median(values), low: Math.min(...values), high: Math.max(...values)};
      });
      return {name, points: points.sort((one, other) => one.x - other.x)};
    }),
    xLabel: partLabel(part),
    valueLabel: `${metric.title} ${isShare ? '(share)' : 'per sequence'}`,
    ...(isShare && {logValue: false}),
    trained: {max: task.trainingRange[part]!.max},
    title,
  });
}

/** The label of an axis for a part of a difficulty. */
function partLabel(part: string): string {
  return part === 'length' ? 'length (time steps)' : `number of ${part}`;
}

function sameDifficulty(first: Difficulty, second: Difficulty): boolean {
  return Object.keys({...first, ...second}).every((part) => first[part] === second[part]);
}
