import {NtmAccess, ntm as ntmLayer} from '@ntmjs/layers';
import {architecture, contentsOptions, firstBiasOption, memoryNetworkOptions} from './architecture.js';

/** The memory and heads of Graves et al. 2014 for their copy task, table 1; all that the paper leaves open at its default. */
const copyNetwork = {
  heads: ['write', 'read'],
  memory: {rows: 128, width: 20},
  shiftRange: 1,
  vectorActivation: 'tanh',
} as const;

export const ntm = architecture({
  name: 'ntm',
  title: 'Neural Turing Machine',
  layer: ntmLayer,
  access: NtmAccess,
  options: {
    ...memoryNetworkOptions,
    ...contentsOptions,
    heads: {
      argument: 'heads',
      type: 'list',
      choices: ['write', 'read'],
      default: ['write', 'read'],
      description: 'heads in the order in which they act',
      field: {title: 'Heads of each kind', max: 8},
    },
    writeOrder: {
      argument: 'writeOrder',
      type: 'choice',
      choices: ['inTurn', 'together'],
      default: 'inTurn',
      description: 'whether write heads that follow each other act in turn or all at once',
    },
    shiftRange: {
      argument: 'shiftRange',
      type: 'integer',
      min: 0,
      default: 1,
      description: 'largest shift of a head per step, in rows',
    },
    firstWeighting: {
      argument: 'firstWeighting',
      type: 'choice',
      choices: ['oneHot', 'uniform', 'zeros', 'learned'],
      default: 'oneHot',
      description: 'initial weighting of each head',
    },
    activation: {
      argument: 'vectorActivation',
      type: 'choice',
      choices: ['linear', 'tanh'],
      default: 'linear',
      description: 'activation of keys and add vectors',
    },
    weightingClip: {
      argument: 'weightingClip',
      type: 'number',
      above: 0,
      optional: true,
      description: 'bound on the gradient through a weighting',
    },
    keyStrengthBias: firstBiasOption('keyStrength', "heads' key strengths"),
    gateBias: firstBiasOption('interpolationGate', "heads' interpolation gates"),
    shiftBias: firstBiasOption('shiftWeights', 'the weight of no shift'),
    sharpeningBias: firstBiasOption('sharpening', "heads' sharpening"),
    eraseBias: firstBiasOption('eraseVector', 'the erase vectors of write heads'),
  },
  models: {
    'ntm-feedforward': {
      title: 'NTM, feedforward controller',
      config: {controller: {type: 'feedforward', units: 100}, ...copyNetwork},
    },
    'ntm-lstm': {
      title: 'NTM, LSTM controller',
      config: {controller: {type: 'lstm', units: 100, layers: 1}, ...copyNetwork},
    },
  },
});
