import {type PaperTask, paperModels} from '@ntmjs/layers';
import type {Solved} from '@ntmjs/training';
import type {ModelConfig} from '../model.js';
import type {ModelName, Preset} from './preset.js';

/** The tasks of the paper on Neural Turing Machines, each of which has settings of its own. */
export const paperTasks = Object.keys(paperModels) as PaperTask[];

/** The models of the paper's first task, of which one memory and one pair of heads are enough for most; one LSTM layer. */
const models: Readonly<Record<ModelName, ModelConfig>> = {
  feedforward: {architecture: 'ntm', ...paperModels.copy.feedforward.args, vectorActivation: 'tanh'},
  lstm: {architecture: 'ntm', ...paperModels.copy.lstm.args, vectorActivation: 'tanh'},
  baseline: {architecture: 'lstm', hiddenUnits: 200, layers: 1},
};

/** Where a task is solved otherwise than by nearly all bits. */
const solvedBelow: Readonly<Record<string, Solved>> = {
  // The first of each class can only be guessed at, which costs four wrong bits or more.
  'few-shot': {metric: 'wrongBits', below: 10},
};

/** Settings to begin with, for a task that has none of its own. */
export function generalPreset(task: string, name: ModelName): Preset {
  return {
    task: {},
    model: models[name],
    training: {
      batch: 16,
      compile: 'auto',
      sequences: 100_000,
      solved: solvedBelow[task] ?? {metric: 'bits', below: 0.1},
      optimizer: {type: 'adam', learningRate: 1e-3},
      clip: {globalNorm: 10},
    },
  };
}
