import type {PaperModelName} from './modelNames.js';
import type {PaperTask} from './paperModels.js';
import type {Settings} from './preset.js';

/** Graves' RMSProp, with the elementwise clipping that goes with it. */
export function graves(learningRate: number, globalNorm?: number) {
  const clip = globalNorm === undefined ? {elementwise: 10} : {elementwise: 10, globalNorm};
  return {optimizer: {type: 'gravesRmsProp', learningRate} as const, clip};
}

/** Adam with a second moment that forgets ten times as fast as usual. */
function adam(learningRate: number, globalNorm: number) {
  return {optimizer: {type: 'adam', learningRate, beta2: 0.99, epsilon: 1e-8} as const, clip: {globalNorm}};
}

/** Adam as it usually is. */
const usualAdam = {
  optimizer: {type: 'adam', learningRate: 1e-3} as const,
  clip: {elementwise: 10, globalNorm: 50},
};

/** Training over a number of sequences, while the rate falls to a part of itself. */
export function falling(sequences: number, to: number, over = sequences) {
  return {sequences, learningRateDecay: {to, over}};
}

/** Heads whose keys and additions are bounded, and whose gradients are bounded on their way through time. */
export const bounded = {vectorActivation: 'tanh', weightingClip: 10} as const;

/** Rows and heads that learn where to begin: what sorting needs to tell 20 rows apart at once. */
const learnedStart = {memory: {contents: 'learned'}, firstWeighting: 'learned'} as const;

/**
 * The settings of the paper's models that are measured to work; `docs/results` shows what each reached, seed by seed. All train one sequence
 * at a time, on a memory that starts at a small constant with every head at its first row unless it says otherwise.
 */
export const measuredSettings: Readonly<Record<PaperTask, Readonly<Record<PaperModelName, Settings>>>> = {
  copy: {
    'ntm-feedforward': {
      vectorActivation: 'linear',
      training: {...graves(1e-4), sequences: 10_000},
    },
    'ntm-lstm': {...bounded, training: {...graves(1e-4, 50), sequences: 20_000}},
    lstm: {training: {...adam(3e-4, 10), ...falling(100_000, 0.05)}},
  },
  'repeat-copy': {
    'ntm-feedforward': {
      vectorActivation: 'linear',
      weightingClip: 10,
      training: {...graves(1e-4, 50), ...falling(150_000, 0.05, 200_000)},
    },
    'ntm-lstm': {...bounded, training: {...graves(1e-4, 50), ...falling(70_000, 0.05, 100_000)}},
    lstm: {training: {...adam(3e-4, 10), ...falling(100_000, 0.05)}},
  },
  'associative-recall': {
    'ntm-feedforward': {
      vectorActivation: 'linear',
      weightingClip: 10,
      training: {...graves(1e-4, 50), ...falling(40_000, 0.05, 60_000)},
    },
    'ntm-lstm': {...bounded, training: {...adam(1e-3, 20), ...falling(60_000, 0.05)}},
    lstm: {training: {...adam(3e-4, 10), ...falling(100_000, 0.05)}},
  },
  'n-grams': {
    'ntm-feedforward': {...bounded, training: {...usualAdam, ...falling(40_000, 0.05)}},
    'ntm-lstm': {...bounded, training: {...usualAdam, ...falling(40_000, 0.05)}},
    lstm: {training: {...adam(3e-4, 10), ...falling(100_000, 0.05)}},
  },
  'priority-sort': {
    'ntm-feedforward': {
      ...bounded,
      ...learnedStart,
      training: {...adam(3e-4, 50), ...falling(200_000, 0.1, 160_000)},
    },
    'ntm-lstm': {
      ...bounded,
      ...learnedStart,
      training: {...adam(1e-3, 50), ...falling(200_000, 0.05)},
    },
    lstm: {training: {...adam(3e-4, 10), ...falling(100_000, 0.05)}},
  },
};
