import {bounded, falling, graves} from './measured.js';
import type {ModelName} from './modelNames.js';
import type {Preset} from './preset.js';

/** A preset but for when the task is solved, which is the same for all models. */
type Measured = Pick<Preset, 'model'> &
  Partial<Pick<Preset, 'task'>> & {readonly training: Omit<Preset['training'], 'solved'>};

/** A Differentiable Neural Computer with the improvements of Csordás & Schmidhuber 2019, bounded as its authors' is. */
function dnc(rows: number, width: number) {
  return {
    architecture: 'dnc',
    controller: {type: 'lstm', units: 100},
    memory: {rows, width},
    readHeads: 1,
    writeHeads: 1,
    contentMask: true,
    eraseFreed: true,
    sharpLinks: true,
    outputClip: 20,
  } as const;
}

/** A memory that is pushed to and popped from, with a controller that has no memory of its own to do without it. */
function pushedAndPopped(architecture: 'stack' | 'queue' | 'deque', units: number, rows = 128) {
  return {architecture, controller: {type: 'feedforward', units}, memory: {rows, width: 16}} as const;
}

/** Batches of 16 with Adam. */
function inBatches(learningRate: number) {
  return {
    batch: 16,
    compile: 'auto',
    optimizer: {type: 'adam', learningRate},
    clip: {globalNorm: 10},
  } as const;
}

/** One sequence at a time. */
function oneByOne(training: Omit<Measured['training'], 'batch' | 'compile'>) {
  return {batch: 1, compile: 'auto', ...training} as const;
}

/** Few-shot classification, of five shots first: all ten at once, it takes very long until anything is learned. */
const fewShot = {
  task: {size: 10},
  training: {
    ...inBatches(2e-3),
    ...falling(450_000, 0.05),
    curriculum: {type: 'doubling', part: 'shots', start: 5, below: 60},
  },
} as const;

/** Settings that are measured to work, by task and by model, where one of the two is not of the paper on Neural Turing Machines. */
export const measuredBeyondPaper: Readonly<Record<string, Partial<Record<ModelName, Measured>>>> = {
  copy: {
    dnc: {model: dnc(32, 16), training: oneByOne({...graves(1e-4, 50), ...falling(40_000, 0.05)})},
  },
  'repeat-copy': {
    dnc: {
      model: dnc(32, 16),
      training: oneByOne({...graves(1e-4, 50), ...falling(100_000, 0.05)}),
    },
  },
  'associative-recall': {
    dnc: {
      model: dnc(32, 16),
      training: oneByOne({
        optimizer: {type: 'adam', learningRate: 1e-3},
        clip: {globalNorm: 20},
        ...falling(60_000, 0.05),
      }),
    },
  },
  'copy-stream': {
    'ntm-lstm': {
      model: {
        architecture: 'ntm',
        controller: {type: 'lstm', units: 100},
        memory: {rows: 16, width: 24},
        ...bounded,
      },
      training: oneByOne({...graves(1e-4, 50), ...falling(60_000, 0.05)}),
    },
    dnc: {
      model: dnc(16, 24),
      training: oneByOne({...graves(1e-4, 50), ...falling(60_000, 0.05)}),
    },
  },
  'few-shot': {
    mann: {
      ...fewShot,
      model: {
        architecture: 'mann',
        controller: {type: 'lstm', units: 128},
        memory: {rows: 128, width: 40},
        readHeads: 4,
      },
    },
    lstm: {...fewShot, model: {architecture: 'lstm', hiddenUnits: 200, layers: 1}},
  },
  transduction: {
    stack: {
      task: {answer: 'reverse'},
      // It learns to push and pop before it learns to read what it pushed as a state of its own.
      model: {...pushedAndPopped('stack', 32), readGain: 0.2, pushBias: 2},
      training: oneByOne({...graves(3e-4, 10), sequences: 20_000}),
    },
    queue: {
      task: {answer: 'copy'},
      model: pushedAndPopped('queue', 100),
      training: oneByOne({...graves(3e-4), ...falling(20_000, 0.05)}),
    },
    deque: {
      task: {answer: 'flip-bigrams'},
      // It takes two rows a step.
      model: pushedAndPopped('deque', 32, 192),
      training: oneByOne({...graves(3e-4), sequences: 40_000}),
    },
  },
  'graph-traversal': {
    dnc: {
      task: {digits: 1, base: 8, minNodes: 4, maxNodes: 6, minEdges: 1, maxEdges: 3, maxSteps: 3},
      // An LSTM that remembers by itself takes several times as long until it looks anything up.
      model: {...dnc(32, 48), controller: {type: 'feedforward', units: 128}, readHeads: 2},
      training: {
        ...inBatches(3e-3),
        ...falling(150_000, 0.05),
        curriculum: {type: 'doubling', part: 'steps', start: 1, below: 1},
      },
    },
  },
  dyck: {
    stack: {
      model: pushedAndPopped('stack', 32),
      training: {...inBatches(3e-3), ...falling(60_000, 0.05)},
    },
  },
};
