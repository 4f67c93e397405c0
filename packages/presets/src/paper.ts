import type {TaskConfig} from '@ntmjs/tasks';
import type {PaperModelName} from './modelNames.js';
import {type PaperTask, paperModels} from './paperModels.js';
import type {Settings} from './preset.js';

/** How many sequences the paper's learning curves are of. */
const SEQUENCES = 1_000_000;

/** The paper's tasks where they are not ours: its parameter counts say how many inputs and outputs they had. */
const tasks: Partial<Record<PaperTask, TaskConfig>> = {
  copy: {startMarker: true, endMarker: true},
  'n-grams': {signed: false},
};

function settings(task: PaperTask, model: PaperModelName): Settings {
  return {
    ...(tasks[task] !== undefined && {task: tasks[task]}),
    ...(model !== 'lstm' && {vectorActivation: 'tanh'}),
    training: {
      sequences: SEQUENCES,
      optimizer: {type: 'gravesRmsProp', learningRate: paperModels[task][model].learningRate},
      clip: {elementwise: 10},
    },
  };
}

/**
 * The paper's own settings: its RMSProp, its learning rates and its clipping. What it does not say (the first memory and
 * weightings, the activation of keys and additions) is as it works best in general.
 *
 * @see Graves et al. 2014, section 4.6 and tables 1, 2 and 3
 */
export const paperSettings = Object.fromEntries(
  (Object.keys(paperModels) as PaperTask[]).map((task) => [
    task,
    {
      'ntm-feedforward': settings(task, 'ntm-feedforward'),
      'ntm-lstm': settings(task, 'ntm-lstm'),
      lstm: settings(task, 'lstm'),
    },
  ]),
) as Readonly<Record<PaperTask, Readonly<Record<PaperModelName, Settings>>>>;
