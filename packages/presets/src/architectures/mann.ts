import {MannAccess, mann as mannLayer} from '@ntmjs/layers';
import {architecture, contentsOptions, firstBiasOption, memoryNetworkOptions} from './architecture.js';

export const mann = architecture({
  name: 'mann',
  title: 'MANN with least recently used access',
  layer: mannLayer,
  access: MannAccess,
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
    usageDecay: {
      argument: 'usageDecay',
      type: 'number',
      min: 0,
      max: 1,
      default: 0.95,
      description: 'share of the usage that remains after a step',
    },
    keyStrength: {
      argument: 'keyStrength',
      type: 'boolean',
      default: false,
      description: 'give each head a key strength',
    },
    addVector: {
      argument: 'addVector',
      type: 'boolean',
      default: false,
      description: 'let each head write a vector of its own instead of its key',
    },
    activation: {
      argument: 'keyActivation',
      type: 'choice',
      choices: ['linear', 'tanh'],
      default: 'tanh',
      description: 'activation of keys',
    },
    keyStrengthBias: firstBiasOption('keyStrength', "heads' key strengths"),
    writeGateBias: firstBiasOption('writeGate', "heads' write gates"),
  },
  models: {
    // Santoro et al. 2016, section 4.1.
    mann: {
      title: 'MANN',
      config: {controller: {type: 'lstm', units: 200}, memory: {rows: 128, width: 40}},
    },
  },
});
