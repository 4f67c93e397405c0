import type {Task} from '@ntmjs/tasks';
import {partText, spaced, type TrialResult} from '../../evaluation.js';
import {bits} from '../../text.js';
import type {JobResult} from '../result.js';
import {grouped, median} from '../statistics.js';
import {markdownTable} from './markdown.js';
import {modelTitles} from './names.js';

/** What a task's generalisation is told by: wrong bits, and what only this task measures. */
function metricsOf(task: Task): readonly string[] {
  if (task.name === 'n-grams') return ['bits', 'excessBits'];
  if (task.name === 'repeat-copy') return ['wrongVectorBits', 'wrongEndMarkers'];
  return ['wrongBits'];
}

/** One of the metrics of a trial. */
export function metricOf(trial: TrialResult, metric: string): number {
  return metric === 'bits' || metric === 'wrongBits' ? trial[metric] : trial.metrics![metric]!;
}

/**
 * How the models of a task do beyond what they were trained on: for each difficulty and number of rows the median over the
 * seeds, and in brackets the worst seed.
 */
export function generalisationTable(task: Task, results: readonly JobResult[]): string {
  const models = grouped(results, ({model}) => model);
  const parts = Object.keys(task.trainingRange);
  const metrics = metricsOf(task);
  const usual = results.find(({rows}) => rows !== undefined)?.rows;
  // Models without a memory stand beside those with the usual one.
  const key = ({difficulty, rows = usual}: TrialResult) => JSON.stringify([difficulty, rows ?? null]);
  const trialsOf = ({evaluation}: JobResult) => [evaluation.trained, ...evaluation.beyond];
  const trials = grouped(results.flatMap(trialsOf), key);
  const heading = [
    ...parts,
    ...(usual === undefined ? [] : ['memory rows']),
    ...[...models.keys()].flatMap((model) =>
      metrics.map((metric) => `${modelTitles[model]}: ${spaced(metric)}`),
    ),
  ];
  const rows = [...trials].map(([place, [{difficulty, rows = usual}]]) => [
    ...parts.map((part) => partText(task, difficulty, part)),
    ...(rows === undefined ? [] : [String(rows)]),
    ...[...models.values()].flatMap((runs) =>
      metrics.map((metric) =>
        medianAndWorst(
          runs
            .flatMap(trialsOf)
            .filter((trial) => key(trial) === place)
            .map((trial) => metricOf(trial, metric)),
        ),
      ),
    ),
  ]);
  return markdownTable([heading, ...rows], 0);
}

/** The median, and in brackets the greatest where there are several; a dash where there is none. */
function medianAndWorst(values: readonly number[]): string {
  if (values.length === 0) return '–';
  const middle = bits(median(values));
  return values.length === 1 ? middle : `${middle} (${bits(Math.max(...values))})`;
}
