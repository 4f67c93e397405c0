import type {LstmBaselineArgs, NtmArgs} from '@ntmjs/layers';

/** The tasks of the paper. */
export type PaperTask = 'copy' | 'repeat-copy' | 'associative-recall' | 'n-grams' | 'priority-sort';

/** A model of the paper, and how it was trained. */
export interface PaperModel<Args> {
  /** What makes the model, without the widths of its inputs and outputs, which the task gives. */
  readonly args: Args;
  /** The learning rate of the paper's RMSProp. */
  readonly learningRate: number;
  /** How many parameters the paper says it had. */
  readonly parameters: number;
}

/** Arguments of `ntm` but for its widths. */
export type PaperNtmArgs = Pick<NtmArgs, 'controller' | 'memory' | 'heads' | 'shiftRange'>;

/** Arguments of `lstmBaseline` but for its widths. */
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

/** A Neural Turing Machine with so many pairs of a write and a read head, which all write before any reads. */
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
