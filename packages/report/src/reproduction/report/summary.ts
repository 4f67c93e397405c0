import {isPaperModel, isPaperTask, type ModelName, modelTitles, paperModels} from '@ntmjs/presets';
import {bitMetrics, findMetric} from '@ntmjs/tasks';
import {metricText, metricValue, ownMetrics} from '../../evaluation/metrics.js';
import {markdownTable} from '../../pages/markdown.js';
import {bits, count, duration} from '../../pages/text.js';
import {taskReport} from '../../paper/taskReports.js';
import {grouped, median} from '../../statistics/statistics.js';
import type {Experiment} from '../experiments.js';
import type {JobResult} from '../result.js';
import {goalText} from './goals.js';

/** A metric of runs at the difficulty of training: the median, and each of several in brackets. */
function medianAndEach(results: readonly JobResult[], name: string): string {
  const metric = findMetric(results[0]!.task.metrics, name);
  const numbers = results.map(({evaluation}) => metricValue(metric, evaluation.trained));
  const middle = metricText(metric, median(numbers));
  if (numbers.length === 1) return middle;
  return `${middle} (${numbers.map((number) => metricText(metric, number)).join(', ')})`;
}

/** The number of sequences after which each run was solved. */
function solvedText(results: readonly JobResult[]): string {
  const each = results.map(({state}) =>
    state.solvedAt === undefined ? 'not' : count(state.solvedAt.sequences),
  );
  if (each.length === 1) return each[0]!;
  // A run that was not solved took longer than any that was.
  const took = results.map(({state}) => state.solvedAt?.sequences ?? Number.POSITIVE_INFINITY);
  const middle = median(took);
  return `${Number.isFinite(middle) ? count(middle) : 'not'} (${each.join(', ')})`;
}

function secondsText(results: readonly JobResult[]): string {
  return results.map(({state}) => duration(state.solvedAt?.seconds ?? state.seconds)).join(', ');
}

/** The paper's result for a model on a task, if it has one. */
function inPaper(task: string, model: ModelName): {parameters: number; result: string} | undefined {
  const {paper} = taskReport(task);
  if (paper === undefined || !isPaperTask(task) || !isPaperModel(model)) return undefined;
  return {parameters: paperModels[task][model].parameters, result: paper[model]};
}

/** The runs of an experiment by model and settings. */
function modelRuns({runs}: Experiment): [JobResult, ...JobResult[]][] {
  return [...grouped(runs, ({model, settings}) => `${model} ${settings}`).values()];
}

/** The cells on training that both tables have. */
function trainingCells(group: readonly JobResult[]): string[] {
  return [
    group.map(({seed}) => seed).join(', '),
    solvedText(group),
    secondsText(group),
    group.map(({state}) => count(state.sequences)).join(', '),
  ];
}

const TRAINING_HEADING = ['seeds', 'solved after', 'time', 'trained on'];

function modelTitle({model, settings}: JobResult): string {
  return settings === 'paper' ? `${modelTitles[model]}, the paper’s settings` : modelTitles[model];
}

/** The results on the paper's tasks, a row for each model: medians over the seeds, every seed, and the paper's result. */
export function paperTable(experiments: readonly Experiment[]): string {
  const rows = experiments.flatMap((experiment) =>
    modelRuns(experiment).map((group) => {
      const [{task, model, evaluation}] = group;
      const paper = inPaper(task.name, model);
      return [
        experiment.title,
        modelTitle(group[0]),
        `${count(evaluation.parameters)} / ${paper === undefined ? '–' : count(paper.parameters)}`,
        ...trainingCells(group),
        medianAndEach(group, 'bits'),
        medianAndEach(group, 'wrongBits'),
        paper?.result ?? '–',
      ];
    }),
  );
  const before = ['task', 'model', 'parameters / paper’s', ...TRAINING_HEADING];
  return markdownTable([[...before, 'bits', 'wrong bits', 'the paper'], ...rows], 2);
}

/** The results on any other task, a row for each model: medians over the seeds, and every seed, in the task's own metrics first. */
export function taskTable(experiment: Experiment): string {
  const {task} = experiment.runs[0];
  const metrics = [...ownMetrics(task), ...bitMetrics];
  const rows = modelRuns(experiment).map((group) => [
    modelTitle(group[0]),
    count(group[0].evaluation.parameters),
    ...trainingCells(group),
    ...metrics.map(({name}) => medianAndEach(group, name)),
  ]);
  const heading = ['model', 'parameters', ...TRAINING_HEADING, ...metrics.map(({title}) => title)];
  return markdownTable([heading, ...rows], 1);
}

/** The runs that did not solve their task, a line each. */
export function unsolvedLines(experiments: readonly Experiment[]): string[] {
  return experiments.flatMap(({title, runs}) =>
    runs
      .filter(({state}) => state.solvedAt === undefined)
      .map(({task, model, seed, state, evaluation, run}) => {
        const {solved} = run.config.training;
        const goal = solved === undefined ? '' : ` (the goal is ${goalText(task, solved)})`;
        const {trained} = evaluation;
        const own = isPaperTask(task.name) ? [] : ownMetrics(task);
        const reached = [
          `${bits(trained.bits)} bits and ${bits(trained.wrongBits)} wrong bits`,
          ...own.map((metric) => `${metric.title} ${metricText(metric, metricValue(metric, trained))}`),
        ];
        return (
          `- ${title}, ${modelTitles[model]}, seed ${seed}: not solved in ${count(state.sequences)} sequences; ` +
          `it reached ${reached.join(', ')}${goal}.`
        );
      }),
  );
}
