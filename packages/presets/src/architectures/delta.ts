import {DeltaAccess, delta as deltaLayer} from '@ntmjs/layers';
import {architecture, firstBiasOption, memoryNetworkOptions} from './architecture.js';

export const delta = architecture({
  name: 'delta',
  title: 'matrix memory with the delta rule',
  layer: deltaLayer,
  access: DeltaAccess,
  options: {
    ...memoryNetworkOptions,
    rows: {
      ...memoryNetworkOptions.rows,
      description: 'numbers in a key, the rows of the matrix of each head',
      field: {title: 'Key width', min: 2, max: 128},
    },
    width: {
      ...memoryNetworkOptions.width,
      description: 'numbers in a value',
      field: {title: 'Value width', max: 128},
    },
    readHeads: {
      argument: 'readHeads',
      type: 'integer',
      min: 1,
      default: 4,
      description: 'heads, each with a matrix',
      field: {title: 'Heads', max: 8},
    },
    rule: {
      argument: 'rule',
      type: 'choice',
      choices: ['delta', 'sum'],
      default: 'delta',
      description: 'whether a write replaces what its key recalls, or adds to it',
    },
    memoryDecay: {
      argument: 'decay',
      type: 'boolean',
      default: false,
      description: 'give each head a decay of its matrix',
    },
    maxWriteStrength: {
      argument: 'maxWriteStrength',
      type: 'number',
      above: 0,
      max: 2,
      default: 1,
      description: 'largest write strength',
    },
    activation: {
      argument: 'keyActivation',
      type: 'choice',
      choices: ['linear', 'silu'],
      default: 'linear',
      description: 'activation of keys and queries',
    },
    writeStrengthBias: firstBiasOption('writeStrength', "heads' write strengths"),
    memoryDecayBias: firstBiasOption('decay', "heads' decays"),
  },
  models: {
    delta: {
      title: 'Delta rule',
      config: {controller: {type: 'lstm', units: 100}, memory: {rows: 32, width: 32}},
    },
  },
});
