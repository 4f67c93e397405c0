import {isPaperTask, modelTitles} from '@ntmjs/presets';
import type {Failure} from '../../reproduction/job.js';
import {type Experiment, experimentTitle} from '../experiments.js';
import {taskNotes} from './notes.js';
import {paperTable, taskTable, unsolvedLines} from './summary.js';

/** The results of all experiments, and which runs failed. */
export function overview(experiments: readonly Experiment[], failures: readonly Failure[]): string {
  const isOfPaper = ({runs}: Experiment) => isPaperTask(runs[0].task.name);
  const [ofPaper, others] = [experiments.filter(isOfPaper), experiments.filter((each) => !isOfPaper(each))];
  const unsolved = unsolvedLines(experiments);
  const failed = failures.map(({task: name, taskConfig: config, model, seed, reason}) => {
    return `- ${experimentTitle({name, config})}, ${modelTitles[model]}, seed ${seed}: ${reason}`;
  });
  return [
    '## Overview',
    ...comparisonLines(experiments),
    ...(others.length > 0 && ofPaper.length > 0 ? ['### Tasks of the paper on Neural Turing Machines'] : []),
    ...(ofPaper.length > 0 || others.length === 0 ? [paperTable(ofPaper)] : []),
    ...others.flatMap((experiment) => [
      `### ${experiment.title}`,
      ...taskNotes(experiment.runs[0].task),
      taskTable(experiment),
    ]),
    ...(unsolved.length > 0 ? ['### Not solved', unsolved.join('\n')] : []),
    ...(failed.length > 0 ? ['### Failed', failed.join('\n')] : []),
  ].join('\n\n');
}

/** Remarks on how long baselines were trained. */
function comparisonLines(experiments: readonly Experiment[]): string[] {
  const results = experiments.flatMap(({runs}) => runs);
  const baselines = results.filter(({model}) => model === 'lstm');
  const general = results.filter(({model, settings}) => model !== 'lstm' && settings === 'general');
  const ofPaper = baselines.some(({task}) => isPaperTask(task.name));
  return [
    ...(general.length > 0
      ? [
          'A model with general settings for a task is trained on as many sequences as the slowest model with measured settings took ' +
            'to solve the task (the median of its seeds), if there are such models.',
        ]
      : []),
    ...(baselines.length > 0
      ? [
          'The LSTM is trained on as many sequences as the slowest of the models with a memory took to solve the task (the median ' +
            `of its seeds), or for its longest training time if that is less${ofPaper ? '; the paper trained it on a million' : ''}.`,
        ]
      : []),
  ];
}
