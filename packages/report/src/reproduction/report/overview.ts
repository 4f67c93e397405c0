import {isPaperTask, modelTitles} from '@ntmjs/presets';
import type {Failure} from '../../reproduction/job.js';
import {type Experiment, experimentTitle} from '../experiments.js';
import {BASELINE, BASELINE_TIMES} from '../reportPlan.js';
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

/** Remarks on how long models were trained that others are compared with. */
function comparisonLines(experiments: readonly Experiment[]): string[] {
  const results = experiments.flatMap(({runs}) => runs);
  const baselines = results.filter(({model}) => model === BASELINE);
  const general = results.filter(({model, settings}) => model !== BASELINE && settings === 'general');
  const ofPaper = baselines.some(({task}) => isPaperTask(task.name));
  const stopped = baselines.filter(({state, file}) => state.sequences < file.config.training.sequences);
  return [
    ...(general.length > 0
      ? [
          'A model with general settings for a task is trained on as many sequences as the slowest model with measured settings took ' +
            'to solve the task (the median of its seeds), if there are such models.',
        ]
      : []),
    ...(baselines.length > 0
      ? [
          `The LSTM is trained on ${BASELINE_TIMES} times as many sequences as the slowest model with a memory and measured settings took to ` +
            `solve the task (the median of its seeds; of an even number the later of the two in the middle)${ofPaper ? '; the paper trained it on a million' : ''}. ` +
            (stopped.length === 0
              ? 'No time ended its training earlier.'
              : `Its longest training time ended ${stopped.length} of its ${baselines.length} runs earlier: those that are listed below as trained on some of their sequences.`),
        ]
      : []),
  ];
}
