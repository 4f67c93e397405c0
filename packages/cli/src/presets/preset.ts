import type {RunConfig} from '@ntmjs/training/runs';
import type {ModelConfig} from './model.js';

/** What a task is trained with unless it is said otherwise. */
export interface Preset {
  /** The seed unless another is given. */
  readonly seed: number;
  readonly model: ModelConfig;
  readonly training: RunConfig['training'];
}

/**
 * Settings that are measured to work, by task.
 *
 * copy: the paper's own settings, on a memory that starts at a small constant. Seeds 1 to 5 solved it after 6 784, 4 636,
 * 3 677, 4 974 and 4 982 sequences. All five copied 100 sequences of length 50 without a mistake on 128 rows; at length
 * 120 on 256 rows seeds 2 to 5 did, and seed 1 lost its way in 4 of 100. The default seed is one that did all well.
 */
export const presets: Readonly<Record<string, Preset>> = {
  copy: {
    seed: 3,
    model: {
      architecture: 'ntm',
      controller: {type: 'feedforward', units: 100, layers: 1},
      memory: {rows: 128, width: 20},
      heads: ['write', 'read'],
      shiftRange: 1,
      vectorActivation: 'linear',
    },
    training: {
      batch: 1,
      sequences: 30_000,
      solvedBelow: 0.01,
      optimizer: {type: 'gravesRmsProp', learningRate: 1e-4},
      clip: {elementwise: 10},
      compile: 'auto',
    },
  },
};
