import type {ModelConfig} from './model.js';
import type {ModelName} from './modelNames.js';
import {type PaperTask, paperModels} from './paperModels.js';
import type {Preset} from './preset.js';
import {solvedWhen} from './solved.js';

/** The tasks of the paper on Neural Turing Machines, each of which has settings of its own. */
export const paperTasks = Object.keys(paperModels) as PaperTask[];

export function isPaperTask(task: string): task is PaperTask {
  return (paperTasks as readonly string[]).includes(task);
}

/** A controller that remembers what it did, which most memories need. */
const controller = {type: 'lstm', units: 100} as const;

/** A memory that a stack and a queue do not run out of in training; a deque takes two rows a step. */
const rowsForEachStep = {rows: 128, width: 20} as const;

/** One network for all tasks: of the Neural Turing Machine that of the paper's first task, of the others one of its size. */
const models: Readonly<Record<ModelName, ModelConfig>> = {
  'ntm-feedforward': {
    architecture: 'ntm',
    ...paperModels.copy['ntm-feedforward'].args,
    vectorActivation: 'tanh',
  },
  'ntm-lstm': {architecture: 'ntm', ...paperModels.copy['ntm-lstm'].args, vectorActivation: 'tanh'},
  lstm: {architecture: 'lstm', hiddenUnits: 200, layers: 1},
  dnc: {architecture: 'dnc', controller, memory: {rows: 64, width: 16}},
  // Santoro et al. 2016, section 4.1.
  mann: {architecture: 'mann', controller: {type: 'lstm', units: 200}, memory: {rows: 128, width: 40}},
  stack: {architecture: 'stack', controller, memory: rowsForEachStep},
  queue: {architecture: 'queue', controller, memory: rowsForEachStep},
  deque: {architecture: 'deque', controller, memory: rowsForEachStep},
};

/** Settings to begin with, for a task that has none of its own. */
export function generalPreset(task: string, name: ModelName): Omit<Preset, 'source'> {
  return {
    task: {},
    model: models[name],
    training: {
      batch: 16,
      compile: 'auto',
      sequences: 100_000,
      solved: solvedWhen(task),
      optimizer: {type: 'adam', learningRate: 1e-3},
      clip: {globalNorm: 10},
    },
  };
}
