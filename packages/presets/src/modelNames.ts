import type {PaperModels} from './paperModels.js';

/**
 * The models that each task has settings for, in the order of reports, and what a reader calls them: two Neural Turing
 * Machines, by their controllers, the LSTM without a memory, and the other architectures.
 */
export const modelTitles = {
  'ntm-feedforward': 'NTM, feedforward controller',
  'ntm-lstm': 'NTM, LSTM controller',
  lstm: 'LSTM',
  dnc: 'DNC',
  mann: 'MANN',
  stack: 'Neural stack',
  queue: 'Neural queue',
  deque: 'Neural deque',
} as const;

export type ModelName = keyof typeof modelTitles;

export const modelNames = Object.keys(modelTitles) as ModelName[];

/** The models of the paper on Neural Turing Machines. */
export type PaperModelName = keyof PaperModels;

export const paperModelNames: readonly PaperModelName[] = ['ntm-feedforward', 'ntm-lstm', 'lstm'];

export function isPaperModel(name: ModelName): name is PaperModelName {
  return (paperModelNames as readonly string[]).includes(name);
}

/** The model that a saved configuration is of; a Neural Turing Machine with a GRU is as one with an LSTM. */
export function modelNameOf({architecture, controller}: Readonly<Record<string, unknown>>): ModelName {
  if (architecture !== 'ntm') return architecture as ModelName;
  return (controller as {type?: unknown})?.type === 'feedforward' ? 'ntm-feedforward' : 'ntm-lstm';
}
