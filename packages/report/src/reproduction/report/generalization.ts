import {modelTitles} from '@ntmjs/presets';
import {findMetric, type Metric, type Task} from '@ntmjs/tasks';
import {type EvaluationResult, partText} from '../../evaluation/evaluate.js';
import {isPerfect, metricText, metricValue, worstOf} from '../../evaluation/metrics.js';
import {markdownTable} from '../../pages/markdown.js';
import {taskReport} from '../../paper/taskReports.js';
import {grouped, median} from '../../statistics/statistics.js';
import type {JobResult} from '../result.js';
import {seedsText} from './seedsText.js';

/** The metrics of a table of generalization: those that the task's report names, else its shares, else wrong bits. */
export function generalizationMetrics(task: Task): readonly Metric[] {
  const {metrics} = taskReport(task.name);
  if (metrics !== undefined) return metrics.map((name) => findMetric(task.metrics, name));
  const shares = task.metrics.filter(({unit}) => unit === 'share');
  return shares.length > 0 ? shares : [findMetric(task.metrics, 'wrongBits')];
}

/** The largest number of metrics for which each model has columns; with more, the models are rows. */
const MAX_COLUMNS = 2;

/** A result of a run. */
interface SizedResult {
  readonly result: EvaluationResult;
  /** The size of the memory as a multiple of the model's own: 1 for a model without a memory. */
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

/** A text for the difficulty and the memory size of a result, equal for equal ones. */
function keyOf({result: {difficulty}, memory}: SizedResult): string {
  return JSON.stringify([difficulty, memory]);
}

/**
 * A table of how the models of a task generalize: for each difficulty and memory size the median over the seeds, in
 * brackets the worst seed, and how many seeds made no mistake.
 */
export function generalizationTable(task: Task, results: readonly JobResult[]): string {
  const models = [...grouped(results, ({model}) => model)];
  const parts = Object.keys(task.trainingRange);
  const metrics = generalizationMetrics(task);
  const sizes = [...new Set(results.flatMap(({rows}) => rows ?? []))];
  const byDifficulty = grouped(results.flatMap(resultsOf), ({result}) => JSON.stringify(result.difficulty));
  const inOrder = [...byDifficulty.values()].flatMap((same) =>
    same.toSorted((one, other) => one.memory - other.memory),
  );
  const settings = [...grouped(inOrder, keyOf)].map(([setting, [{result, memory}]]) => ({
    setting,
    texts: [
      ...parts.map((part) => partText(task, result.difficulty, part)),
      ...(sizes.length === 0 ? [] : [memoryText(memory, sizes)]),
    ],
  }));
  const heading = [...parts, ...(sizes.length === 0 ? [] : [sizes.length === 1 ? 'memory rows' : 'memory'])];
  const resultsAt = (setting: string, runs: readonly JobResult[]) =>
    runs.flatMap(resultsOf).filter((sized) => keyOf(sized) === setting);
  const cells = (same: readonly SizedResult[]) => metrics.map((metric) => cellOf(metric, same));
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

/**
 * The median, in brackets the worst of several, and how many made no mistake: `0 (2.50), 9 of 10`; a dash if there is none. Where a part of
 * the training ran on the same size of the memory, the cell says so.
 */
function cellOf(metric: Metric, results: readonly SizedResult[]): string {
  const values = results.map(({result}) => metricValue(metric, result));
  if (values.length === 0 || values.every(Number.isNaN)) return '–';
  const size = results.some(({result}) => result.trainedSize) ? ', size trained' : '';
  const middle = metricText(metric, median(values));
  if (values.length === 1) return `${middle}${size}`;
  const perfect = values.filter((value) => isPerfect(metric, value)).length;
  const share = metric.unit === 'bits' ? '' : `, ${perfect} of ${values.length}`;
  return `${middle} (${metricText(metric, worstOf(metric, values))})${share}${size}`;
}

/**
 * The seeds of each model that make mistakes where its others make none, a line for each model with such seeds. Settings at which all
 * seeds make mistakes are not listed.
 */
export function failingSeeds(task: Task, results: readonly JobResult[]): string[] {
  const parts = Object.keys(task.trainingRange);
  const sizes = [...new Set(results.flatMap(({rows}) => rows ?? []))];
  const metrics = generalizationMetrics(task);
  return [...grouped(results, ({model}) => model)].flatMap(([model, runs]) => {
    const tried = runs.flatMap((run) =>
      resultsOf(run).map((sized) => ({
        seed: run.seed,
        sized,
        fails: metrics.some((metric) => isPerfect(metric, metricValue(metric, sized.result)) === false),
      })),
    );
    const settings = [...grouped(tried, ({sized}) => keyOf(sized)).values()].flatMap((same) => {
      const failing = same.filter(({fails}) => fails);
      if (failing.length === 0 || failing.length === same.length) return [];
      const [{sized}] = same;
      const where = parts
        .map((part) => `${part} ${partText(task, sized.result.difficulty, part)}`)
        .join(', ');
      const memory = sized.memory === 1 ? '' : ` (memory ${memoryText(sized.memory, sizes)})`;
      return [`${where}${memory}: ${seedsText(failing.map(({seed}) => seed))}`];
    });
    return settings.length === 0 ? [] : [`- ${modelTitles[model]}: ${settings.join('; ')}`];
  });
}
