import {modelTitles} from '@ntmjs/presets';
import type {Task} from '@ntmjs/tasks';
import {partText, type TrialResult} from '../../evaluation/evaluation.js';
import {isShare, metricName, metricValue} from '../../evaluation/metrics.js';
import {markdownTable} from '../../pages/markdown.js';
import {grouped, median} from '../../statistics/statistics.js';
import type {JobResult} from '../result.js';

/** What a task's generalisation is told by: shares of what is right where it has such, else wrong bits, or what the paper tells. */
export function metricsOf(task: Task): readonly string[] {
  if (task.name === 'n-grams') return ['bits', 'excessBits'];
  if (task.name === 'repeat-copy') return ['wrongVectorBits', 'wrongEndMarkers'];
  const shares = task.metrics.filter(({unit}) => unit === 'share').map(({name}) => name);
  return shares.length > 0 ? shares : ['wrongBits'];
}

/** One of the metrics of a trial; NaN if it has no such. */
export function metricOf(trial: TrialResult, metric: string): number {
  const value = metric === 'bits' || metric === 'wrongBits' ? trial[metric] : trial.metrics?.[metric];
  return value ?? Number.NaN;
}

/** The most metrics of which each model has a column for each; of more, the models are rows. */
const MOST_COLUMNS = 2;

/** A trial of a run, and on how many times the memory that its model was trained with. */
interface Tried {
  readonly trial: TrialResult;
  /** 1 for a model without a memory. */
  readonly memory: number;
}

function triedOf({evaluation, rows}: JobResult): Tried[] {
  return [evaluation.trained, ...evaluation.beyond].map((trial) => ({
    trial,
    memory: rows === undefined ? 1 : trial.rows! / rows,
  }));
}

/** A memory as text: in rows where all models have as many, else as a multiple of a model's own. */
function memoryText(memory: number, rows: readonly number[]): string {
  if (rows.length === 1) return String(memory * rows[0]!);
  return memory === 1 ? 'as trained' : `${memory} × as trained`;
}

/**
 * How the models of a task do beyond what they were trained on: for each difficulty and size of the memory the median over the
 * seeds, and in brackets the worst seed.
 */
export function generalisationTable(task: Task, results: readonly JobResult[]): string {
  const models = [...grouped(results, ({model}) => model)];
  const parts = Object.keys(task.trainingRange);
  const metrics = metricsOf(task);
  const sizes = [...new Set(results.flatMap(({rows}) => rows ?? []))];
  const key = ({trial: {difficulty}, memory}: Tried) => JSON.stringify([difficulty, memory]);
  const byDifficulty = grouped(results.flatMap(triedOf), ({trial}) => JSON.stringify(trial.difficulty));
  const inOrder = [...byDifficulty.values()].flatMap((same) =>
    same.toSorted((one, other) => one.memory - other.memory),
  );
  const places = [...grouped(inOrder, key)].map(([place, [{trial, memory}]]) => ({
    place,
    texts: [
      ...parts.map((part) => partText(task, trial.difficulty, part)),
      ...(sizes.length === 0 ? [] : [memoryText(memory, sizes)]),
    ],
  }));
  const heading = [...parts, ...(sizes.length === 0 ? [] : [sizes.length === 1 ? 'memory rows' : 'memory'])];
  const trialsAt = (place: string, runs: readonly JobResult[]) =>
    runs.flatMap(triedOf).flatMap((tried) => (key(tried) === place ? tried.trial : []));
  const cells = (trials: readonly TrialResult[]) => metrics.map((metric) => medianAndWorst(metric, trials));
  if (metrics.length > MOST_COLUMNS) {
    const rows = places.flatMap(({place, texts}) =>
      models.flatMap(([model, runs]) => {
        const trials = trialsAt(place, runs);
        return trials.length === 0 ? [] : [[...texts, modelTitles[model], ...cells(trials)]];
      }),
    );
    return markdownTable([[...heading, 'model', ...metrics.map(metricName)], ...rows], 0);
  }
  const columns = models.flatMap(([model]) =>
    metrics.map((metric) => `${modelTitles[model]}: ${metricName(metric)}`),
  );
  const rows = places.map(({place, texts}) => [
    ...texts,
    ...models.flatMap(([, runs]) => cells(trialsAt(place, runs))),
  ]);
  return markdownTable([[...heading, ...columns], ...rows], 0);
}

/** The median, and in brackets the worst where there are several; a dash where there is none. */
function medianAndWorst(metric: string, trials: readonly TrialResult[]): string {
  const values = trials.map((trial) => metricOf(trial, metric));
  if (values.length === 0) return '–';
  const middle = metricValue(metric, median(values));
  if (values.length === 1) return middle;
  const worst = isShare(metric) ? Math.min(...values) : Math.max(...values);
  return `${middle} (${metricValue(metric, worst)})`;
}
