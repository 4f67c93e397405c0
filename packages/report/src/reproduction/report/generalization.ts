import {modelTitles} from '@ntmjs/presets';
import {findMetric, type Metric, type Task} from '@ntmjs/tasks';
import {type EvaluationResult, partText} from '../../evaluation/evaluate.js';
import {metricText, metricValue} from '../../evaluation/metrics.js';
import {markdownTable} from '../../pages/markdown.js';
import {taskReport} from '../../paper/taskReports.js';
import {grouped, median} from '../../statistics/statistics.js';
import type {JobResult} from '../result.js';

/** The metrics of a table of generalization: those that the task's report names, else its shares, else wrong bits. */
export function generalizationMetrics(task: Task): readonly Metric[] {
  const {metrics} = taskReport(task.name);
  if (metrics !== undefined) return metrics.map((name) => findMetric(task.metrics, name));
  const shares = task.metrics.filter(({unit}) => unit === 'share');
  return shares.length > 0 ? shares : [findMetric(task.metrics, 'wrongBits')];
}

/** The largest number of metrics for which each model has columns; with more, the models are rows. */
const MAX_COLUMNS = 2;

/** A result of a run, and the size of the memory as a multiple of that in training: 1 for a model without a memory. */
interface SizedResult {
  readonly result: EvaluationResult;
  readonly memory: number;
}

function resultsOf({evaluation, rows}: JobResult): SizedResult[] {
  return [evaluation.trained, ...evaluation.beyond].map((result) => ({
    result,
    memory: rows === undefined ? 1 : result.rows! / rows,
  }));
}

/** The size of a memory as text: in rows if all models have as many, else as a multiple of a model's own. */
function memoryText(memory: number, rows: readonly number[]): string {
  if (rows.length === 1) return String(memory * rows[0]!);
  return memory === 1 ? 'as trained' : `${memory} × as trained`;
}

/**
 * A table of how the models of a task generalize: for each difficulty and memory size the median over the seeds, and in
 * brackets the worst seed.
 */
export function generalizationTable(task: Task, results: readonly JobResult[]): string {
  const models = [...grouped(results, ({model}) => model)];
  const parts = Object.keys(task.trainingRange);
  const metrics = generalizationMetrics(task);
  const sizes = [...new Set(results.flatMap(({rows}) => rows ?? []))];
  const key = ({result: {difficulty}, memory}: SizedResult) => JSON.stringify([difficulty, memory]);
  const byDifficulty = grouped(results.flatMap(resultsOf), ({result}) => JSON.stringify(result.difficulty));
  const inOrder = [...byDifficulty.values()].flatMap((same) =>
    same.toSorted((one, other) => one.memory - other.memory),
  );
  const settings = [...grouped(inOrder, key)].map(([setting, [{result, memory}]]) => ({
    setting,
    texts: [
      ...parts.map((part) => partText(task, result.difficulty, part)),
      ...(sizes.length === 0 ? [] : [memoryText(memory, sizes)]),
    ],
  }));
  const heading = [...parts, ...(sizes.length === 0 ? [] : [sizes.length === 1 ? 'memory rows' : 'memory'])];
  const resultsAt = (setting: string, runs: readonly JobResult[]) =>
    runs.flatMap(resultsOf).flatMap((sized) => (key(sized) === setting ? sized.result : []));
  const cells = (same: readonly EvaluationResult[]) => metrics.map((metric) => medianAndWorst(metric, same));
  if (metrics.length > MAX_COLUMNS) {
    const rows = settings.flatMap(({setting, texts}) =>
      models.flatMap(([model, runs]) => {
        const same = resultsAt(setting, runs);
        return same.length === 0 ? [] : [[...texts, modelTitles[model], ...cells(same)]];
      }),
    );
    return markdownTable([[...heading, 'model', ...metrics.map(({title}) => title)], ...rows], 0);
  }
  const columns = models.flatMap(([model]) => metrics.map(({title}) => `${modelTitles[model]}: ${title}`));
  const rows = settings.map(({setting, texts}) => [
    ...texts,
    ...models.flatMap(([, runs]) => cells(resultsAt(setting, runs))),
  ]);
  return markdownTable([[...heading, ...columns], ...rows], 0);
}

/** The median, and in brackets the worst of several; a dash if there is none. */
function medianAndWorst(metric: Metric, results: readonly EvaluationResult[]): string {
  const values = results.map((result) => metricValue(metric, result));
  if (values.length === 0) return '–';
  const middle = metricText(metric, median(values));
  if (values.length === 1) return middle;
  const worst = metric.better === 'higher' ? Math.min(...values) : Math.max(...values);
  return `${middle} (${metricText(metric, worst)})`;
}
