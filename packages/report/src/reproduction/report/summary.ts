import {isPaperModel, isPaperTask, type ModelName, modelTitles, paperModels} from '@ntmjs/presets';
import {bitMetrics, findMetric} from '@ntmjs/tasks';
import {metricText, metricValue, ownMetrics, worstOf} from '../../evaluation/metrics.js';
import {markdownTable} from '../../pages/markdown.js';
import {bits, count, duration} from '../../pages/text.js';
import {taskReport} from '../../paper/taskReports.js';
import {grouped, median} from '../../statistics/statistics.js';
import type {Experiment} from '../experiments.js';
import type {JobResult} from '../result.js';
import {goalText} from './goals.js';

/** A metric of runs at the difficulty of training: the median, and the worst of several in brackets. */
function medianAndWorst(results: readonly JobResult[], name: string): string {
  const metric = findMetric(results[0]!.task.metrics, name);
  const numbers = results.map(({evaluation}) => metricValue(metric, evaluation.trained));
  const middle = metricText(metric, median(numbers));
  if (numbers.length === 1) return middle;
  return `${middle} (${metricText(metric, worstOf(metric, numbers))})`;
}

/** How many of the runs solved the task: `9 of 10`. */
function solvedCount(results: readonly JobResult[]): string {
  return `${results.filter(({state}) => state.solvedAt !== undefined).length} of ${results.length}`;
}

/** After how many sequences runs were solved: the median of all runs, and in brackets the first and the last that was. */
function solvedText(results: readonly JobResult[]): string {
  // A run that was not solved took longer than any that was.
  const took = results.map(({state}) => state.solvedAt?.sequences ?? Number.POSITIVE_INFINITY);
  const middle = median(took);
  const text = Number.isFinite(middle) ? count(Math.round(middle)) : 'not';
  const solved = took.filter(Number.isFinite);
  return solved.length === 0 || results.length === 1 ? text : `${text} (${range(solved, count)})`;
}

/** The time until runs were solved or, if they were not, that of their training. */
function secondsText(results: readonly JobResult[]): string {
  const seconds = results.map(({state}) => state.solvedAt?.seconds ?? state.seconds);
  const middle = duration(median(seconds));
  return seconds.length === 1 ? middle : `${middle} (${range(seconds, duration)})`;
}

/** The number of training sequences: one, if all runs have the same. */
function sequencesText(results: readonly JobResult[]): string {
  return range(
    results.map(({state}) => state.sequences),
    count,
  );
}

/** The least and the greatest of numbers, or the one that all are. */
function range(values: readonly number[], text: (value: number) => string): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? text(least) : `${text(least)}–${text(most)}`;
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
  return [solvedCount(group), solvedText(group), secondsText(group), sequencesText(group)];
}

const TRAINING_HEADING = ['solved', 'solved after', 'time', 'trained on'];

function modelTitle({model, settings}: JobResult): string {
  return settings === 'paper' ? `${modelTitles[model]}, the paper’s settings` : modelTitles[model];
}

/** The results on the paper's tasks, a row for each model: medians over the seeds, their range or worst, and the paper's result. */
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
        medianAndWorst(group, 'bits'),
        medianAndWorst(group, 'wrongBits'),
        paper?.result ?? '–',
      ];
    }),
  );
  const before = ['task', 'model', 'parameters / paper’s', ...TRAINING_HEADING];
  return markdownTable([[...before, 'bits', 'wrong bits', 'the paper'], ...rows], 2);
}

/** The results on any other task, a row for each model: medians over the seeds, and their range or worst, in the task's own metrics first. */
export function taskTable(experiment: Experiment): string {
  const {task} = experiment.runs[0];
  const metrics = [...ownMetrics(task), ...bitMetrics];
  const rows = modelRuns(experiment).map((group) => [
    modelTitle(group[0]),
    count(group[0].evaluation.parameters),
    ...trainingCells(group),
    ...metrics.map(({name}) => medianAndWorst(group, name)),
  ]);
  const heading = ['model', 'parameters', ...TRAINING_HEADING, ...metrics.map(({title}) => title)];
  return markdownTable([heading, ...rows], 1);
}

/** What a run was trained on: `900 sequences`, or `300 of 900 sequences, in its longest training time`. */
function trainedText({sequences}: JobResult['state'], {config}: JobResult['file']): string {
  const planned = config.training.sequences;
  if (sequences >= planned) return `${count(sequences)} sequences`;
  return `${count(sequences)} of ${count(planned)} sequences, in its longest training time`;
}

/** The runs that did not solve their task, a line each. */
export function unsolvedLines(experiments: readonly Experiment[]): string[] {
  return experiments.flatMap(({title, runs}) =>
    runs
      .filter(({state}) => state.solvedAt === undefined)
      .map(({task, model, seed, state, evaluation, file}) => {
        const {solved} = file.config.training;
        const goal = solved === undefined ? '' : ` (the goal is ${goalText(task, solved)})`;
        const {trained} = evaluation;
        const own = isPaperTask(task.name) ? [] : ownMetrics(task);
        const reached = [
          `${bits(trained.bits)} bits and ${bits(trained.wrongBits)} wrong bits`,
          ...own.map((metric) => `${metric.title} ${metricText(metric, metricValue(metric, trained))}`),
        ];
        return (
          `- ${title}, ${modelTitles[model]}, seed ${seed}: not solved in ${trainedText(state, file)}; ` +
          `it reached ${reached.join(', ')}${goal}.`
        );
      }),
  );
}
