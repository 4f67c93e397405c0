import type {PaperModels} from '@ntmjs/layers';

/** What a reader and the command line call a model that has settings. */
interface Model {
  readonly title: string;
  /** The options of `ntm train` that ask for it. */
  readonly options: readonly string[];
}

/**
 * The models that each task has settings for, in the order of reports: two Neural Turing Machines, by their controllers, the
 * LSTM without a memory, and the other architectures.
 */
export const models = {
  feedforward: {title: 'NTM, feedforward controller', options: ['--controller', 'feedforward']},
  lstm: {title: 'NTM, LSTM controller', options: ['--controller', 'lstm']},
  baseline: {title: 'LSTM', options: ['--architecture', 'lstm']},
  dnc: {title: 'DNC', options: ['--architecture', 'dnc']},
  mann: {title: 'MANN', options: ['--architecture', 'mann']},
  stack: {title: 'Neural stack', options: ['--architecture', 'stack']},
  queue: {title: 'Neural queue', options: ['--architecture', 'queue']},
  deque: {title: 'Neural deque', options: ['--architecture', 'deque']},
} as const satisfies Readonly<Record<string, Model>>;

export type ModelName = keyof typeof models;

export const modelNames = Object.keys(models) as ModelName[];

/** The models of the paper on Neural Turing Machines. */
export type PaperModelName = keyof PaperModels;

export const paperModelNames: readonly PaperModelName[] = ['feedforward', 'lstm', 'baseline'];

export function isPaperModel(name: ModelName): name is PaperModelName {
  return (paperModelNames as readonly string[]).includes(name);
}

/** The model that a saved configuration is of; a Neural Turing Machine with a GRU is as one with an LSTM. */
export function modelNameOf({architecture, controller}: Readonly<Record<string, unknown>>): ModelName {
  if (architecture === 'lstm') return 'baseline';
  if (architecture !== 'ntm') return architecture as ModelName;
  return (controller as {type?: unknown})?.type === 'feedforward' ? 'feedforward' : 'lstm';
}
