import {SamAccess, sam as samLayer} from '@ntmjs/layers';
import {
  type ArchitectureOptions,
  architecture,
  contentsOptions,
  firstBiasOption,
  memoryNetworkOptions,
} from './architecture.js';

/** The options of sparse access, whatever the heads. */
export const sparseOptions = {
  rowsRead: {
    argument: 'rowsRead',
    type: 'integer',
    min: 1,
    default: 4,
    description: 'rows that a head reads in a step',
    field: {title: 'Rows read by a head', max: 16},
  },
  accessThreshold: {
    argument: 'accessThreshold',
    type: 'number',
    min: 0,
    default: 0.005,
    description: 'sum of weights above which a row counts as accessed',
  },
  activation: {
    argument: 'vectorActivation',
    type: 'choice',
    choices: ['linear', 'tanh'],
    default: 'linear',
    description: 'activation of keys and add vectors',
  },
  keyStrengthBias: firstBiasOption('keyStrength', "heads' key strengths"),
  writeGateBias: firstBiasOption('writeGate', "heads' write gates"),
  gateBias: firstBiasOption('interpolationGate', "heads' interpolation gates"),
} as const satisfies ArchitectureOptions;

export const sam = architecture({
  name: 'sam',
  title: 'Sparse Access Memory',
  layer: samLayer,
  access: SamAccess,
  options: {
    ...memoryNetworkOptions,
    ...contentsOptions,
    readHeads: {
      argument: 'readHeads',
      type: 'integer',
      min: 1,
      default: 4,
      description: 'read heads, each with a write head',
      field: {title: 'Heads of each kind', max: 8},
    },
    ...sparseOptions,
  },
  models: {
    // Of the size of the paper's: an LSTM of 100 units and words of 32 numbers.
    sam: {
      title: 'SAM',
      config: {controller: {type: 'lstm', units: 100}, memory: {rows: 128, width: 32}},
    },
  },
});
