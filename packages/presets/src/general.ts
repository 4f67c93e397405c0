import type {ModelName} from './architectures/index.js';
import {modelConfigs} from './model.js';
import type {TablePreset} from './types.js';

/** A preset to start from, where none was measured: the general config of the model, trained with Adam in batches. */
export function generalPreset(name: ModelName): TablePreset {
  return {
    model: modelConfigs[name],
    training: {
      batch: 16,
      compile: 'auto',
      sequences: 100_000,
      optimizer: {type: 'adam', learningRate: 1e-3},
      clip: {globalNorm: 10},
    },
  };
}
