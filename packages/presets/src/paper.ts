import {requireText} from '@ntmjs/arguments';
import type {LstmBaselineArgs, NtmArgs} from '@ntmjs/layers';
import type {TaskConfig} from '@ntmjs/tasks';
import type {ModelName} from './architectures/index.js';
import type {ModelConfig, NtmConfig, TablePreset} from './types.js';

/** The tasks of Graves et al. 2014, each of which has presets of its own. */
export const paperTasks = ['copy', 'repeat-copy', 'associative-recall', 'n-grams', 'priority-sort'] as const;

export type PaperTask = (typeof paperTasks)[number];

export function isPaperTask(task: string): task is PaperTask {
  requireText('task', task);
  return (paperTasks as readonly string[]).includes(task);
}

/** The models of Graves et al. 2014. */
export const paperModelNames = [
  'ntm-feedforward',
  'ntm-lstm',
  'lstm',
] as const satisfies readonly ModelName[];

export type PaperModelName = (typeof paperModelNames)[number];

export function isPaperModel(name: ModelName): name is PaperModelName {
  requireText('name', name);
  return (paperModelNames as readonly string[]).includes(name);
}

/** A model of the paper, and how it was trained. */
export interface PaperModel<Args> {
  /** Arguments of the layer, without the widths of its inputs and outputs, which the task determines. */
  readonly args: Args;
  /** Learning rate of the paper's RMSProp. */
  readonly learningRate: number;
  /** Number of parameters according to the paper. */
  readonly parameters: number;
}

/** Arguments of `ntm`, without its widths. */
export type PaperNtmArgs = Required<Pick<NtmArgs, 'controller' | 'memory' | 'heads' | 'shiftRange'>>;

/** Arguments of `lstmBaseline`, without its widths. */
export type PaperBaselineArgs = Pick<LstmBaselineArgs, 'hiddenUnits' | 'layers'>;

/** The models that the paper compares on a task. */
export interface PaperModels {
  /** The Neural Turing Machine with a feedforward controller, of table 1. */
  readonly 'ntm-feedforward': PaperModel<PaperNtmArgs>;
  /** The Neural Turing Machine with an LSTM controller, of table 2. */
  readonly 'ntm-lstm': PaperModel<PaperNtmArgs>;
  /** The LSTM without a memory, of table 3. */
  readonly lstm: PaperModel<PaperBaselineArgs>;
}

/** A Neural Turing Machine with `pairs` write heads, which act before as many read heads. */
function turing(controller: NtmArgs['controller'], pairs: number): PaperNtmArgs {
  const heads = (['write', 'read'] as const).flatMap((kind) => Array.from({length: pairs}, () => kind));
  return {controller, heads, memory: {rows: 128, width: 20}, shiftRange: 1};
}

function feedforward(units: number, pairs: number): PaperNtmArgs {
  return turing({type: 'feedforward', units}, pairs);
}

function lstm(units: number, pairs: number, layers = 1): PaperNtmArgs {
  return turing({type: 'lstm', units, layers}, pairs);
}

function baseline(hiddenUnits: number): PaperBaselineArgs {
  return {hiddenUnits, layers: 3};
}

/**
 * The models of the paper's experiments by task. Its "heads" are pairs of a write and a read head.
 *
 * @see Graves et al. 2014, tables 1, 2 and 3
 */
export const paperModels: Readonly<Record<PaperTask, PaperModels>> = {
  copy: {
    'ntm-feedforward': {args: feedforward(100, 1), learningRate: 1e-4, parameters: 17_162},
    'ntm-lstm': {args: lstm(100, 1), learningRate: 1e-4, parameters: 67_561},
    lstm: {args: baseline(256), learningRate: 3e-5, parameters: 1_352_969},
  },
  'repeat-copy': {
    'ntm-feedforward': {args: feedforward(100, 1), learningRate: 1e-4, parameters: 16_712},
    'ntm-lstm': {args: lstm(100, 1), learningRate: 1e-4, parameters: 66_111},
    lstm: {args: baseline(512), learningRate: 3e-5, parameters: 5_312_007},
  },
  'associative-recall': {
    'ntm-feedforward': {args: feedforward(256, 4), learningRate: 1e-4, parameters: 146_845},
    'ntm-lstm': {args: lstm(100, 1), learningRate: 1e-4, parameters: 70_330},
    lstm: {args: baseline(256), learningRate: 1e-4, parameters: 1_344_518},
  },
  'n-grams': {
    'ntm-feedforward': {args: feedforward(100, 1), learningRate: 3e-5, parameters: 14_656},
    'ntm-lstm': {args: lstm(100, 1), learningRate: 3e-5, parameters: 61_749},
    lstm: {args: baseline(128), learningRate: 1e-4, parameters: 331_905},
  },
  'priority-sort': {
    'ntm-feedforward': {args: feedforward(512, 8), learningRate: 3e-5, parameters: 508_305},
    'ntm-lstm': {args: lstm(100, 5, 2), learningRate: 3e-5, parameters: 269_038},
    lstm: {args: baseline(128), learningRate: 3e-5, parameters: 384_424},
  },
};

/** What the paper does not specify of a Neural Turing Machine. */
export interface Unspecified
  extends Pick<
    NtmConfig,
    'firstBiases' | 'firstWeighting' | 'readClip' | 'vectorActivation' | 'weightingClip' | 'writeOrder'
  > {
  readonly contents?: 'constant' | 'learned';
  /** Standard deviation of learned contents before training. */
  readonly deviation?: number;
  /** Whether the read head of each pair acts before the write head, which otherwise acts first. */
  readonly readFirst?: boolean;
}

/** The config of one of the paper's models, completed by what the paper does not specify. */
export function paperModel(
  task: PaperTask,
  name: PaperModelName,
  {contents, deviation, readFirst = false, ...addressing}: Unspecified = {},
): ModelConfig {
  const models = paperModels[task];
  if (name === 'lstm') return {architecture: 'lstm', ...models.lstm.args};
  const {memory, heads, ...args} = models[name].args;
  return {
    architecture: 'ntm',
    ...args,
    heads: readFirst ? [...heads].reverse() : heads,
    memory: {
      ...memory,
      ...(contents !== undefined && {contents}),
      ...(deviation !== undefined && {deviation}),
    },
    ...addressing,
  };
}

/** Number of sequences in the paper's learning curves. */
const SEQUENCES = 1_000_000;

/** Task options for the paper's numbers of inputs and outputs, which follow from its parameter counts. */
const taskOptions: Partial<Record<PaperTask, TaskConfig>> = {
  copy: {startMarker: true, endMarker: true},
  'n-grams': {signed: false},
};

/**
 * The paper's own preset: its RMSProp, learning rates and clipping. What it does not specify (the initial memory and
 * weightings, the activation of keys and add vectors) is set to what works best in general.
 *
 * @see Graves et al. 2014, section 4.6 and tables 1, 2 and 3
 */
export function paperPreset(task: PaperTask, name: PaperModelName): TablePreset {
  return {
    ...(taskOptions[task] && {task: taskOptions[task]}),
    model: paperModel(task, name, {vectorActivation: 'tanh'}),
    training: {
      batch: 1,
      compile: 'auto',
      sequences: SEQUENCES,
      optimizer: {type: 'gravesRmsProp', learningRate: paperModels[task][name].learningRate},
      clip: {elementwise: 10},
    },
  };
}
