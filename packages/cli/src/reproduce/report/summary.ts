import {paperModels} from '@ntmjs/layers';
import {isPaperTask} from '../../presets/general.js';
import {isPaperModel, type ModelName} from '../../presets/models.js';
import {bits, count, duration} from '../../text.js';
import type {JobResult} from '../result.js';
import {grouped, median} from '../statistics.js';
import {markdownTable} from './markdown.js';
import {modelTitles, taskTitles} from './names.js';
import {paperResults} from './paperResults.js';

/** Several runs' numbers: the median, and in brackets each of them where there are several. */
function medianAndEach(results: readonly JobResult[], number: (result: JobResult) => number): string {
  const numbers = results.map(number);
  const middle = bits(median(numbers));
  return numbers.length === 1 ? middle : `${middle} (${numbers.map(bits).join(', ')})`;
}

/** After how many sequences each run was solved. */
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

/** What the paper says of a model on a task, if it is in it. */
function inPaper(task: string, model: ModelName): {parameters: number; result: string} | undefined {
  if (!isPaperTask(task) || !isPaperModel(model)) return undefined;
  return {parameters: paperModels[task][model].parameters, result: paperResults[task][model]};
}

/** The results of all tasks and models, a row each: medians over the seeds, and every seed. */
export function summaryTable(results: readonly JobResult[]): string {
  const rows = [
    ...grouped(results, ({task, model, settings}) => `${task.name} ${model} ${settings}`).values(),
  ].map((group) => {
    const [{task, model, settings, evaluation}] = group;
    const paper = inPaper(task.name, model);
    return [
      taskTitles[task.name]!,
      settings === 'paper' ? `${modelTitles[model]}, the paper’s settings` : modelTitles[model],
      `${count(evaluation.parameters)} / ${paper === undefined ? '–' : count(paper.parameters)}`,
      group.map(({seed}) => seed).join(', '),
      solvedText(group),
      secondsText(group),
      group.map(({state}) => count(state.sequences)).join(', '),
      medianAndEach(group, (result) => result.evaluation.trained.bits),
      medianAndEach(group, (result) => result.evaluation.trained.wrongBits),
      paper?.result ?? '–',
    ];
  });
  const heading = [
    'task',
    'model',
    'parameters / paper’s',
    'seeds',
    'solved after',
    'time',
    'trained on',
    'bits',
    'wrong bits',
    'the paper',
  ];
  return markdownTable([heading, ...rows], 2);
}

/** The runs that did not solve their task, a line each. */
export function unsolvedLines(results: readonly JobResult[]): string[] {
  return results
    .filter(({state}) => state.solvedAt === undefined)
    .map(({task, model, seed, state, evaluation, run}) => {
      const {solved} = run.config.training;
      const goal = solved === undefined ? '' : ` (solved would be ${solved.metric} below ${solved.below})`;
      const {bits: cost, wrongBits} = evaluation.trained;
      return (
        `- ${taskTitles[task.name]}, ${modelTitles[model]}, seed ${seed}: not solved in ${count(state.sequences)} sequences; ` +
        `it reached ${bits(cost)} bits and ${bits(wrongBits)} wrong bits${goal}.`
      );
    });
}
