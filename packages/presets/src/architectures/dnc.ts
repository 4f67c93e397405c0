import {DncAccess, dnc as dncLayer} from '@ntmjs/layers';
import {architecture, contentsOptions, firstBiasOption, memoryNetworkOptions} from './architecture.js';

export const dnc = architecture({
  name: 'dnc',
  title: 'Differentiable Neural Computer',
  layer: dncLayer,
  access: DncAccess,
  options: {
    ...memoryNetworkOptions,
    ...contentsOptions,
    readHeads: {
      argument: 'readHeads',
      type: 'integer',
      min: 1,
      default: 1,
      description: 'read heads',
      field: {title: 'Read heads', max: 8},
    },
    writeHeads: {argument: 'writeHeads', type: 'integer', min: 1, default: 1, description: 'write heads'},
    contentMask: {
      argument: 'contentMask',
      type: 'boolean',
      default: false,
      description: 'mask the row elements that count in content lookups',
    },
    eraseFreed: {
      argument: 'eraseFreed',
      type: 'boolean',
      default: false,
      description: 'erase rows to the extent that they are freed',
    },
    sharpLinks: {
      argument: 'sharpLinks',
      type: 'boolean',
      default: false,
      description: 'sharpen the forward and backward weightings of read heads',
    },
    keyStrengthBias: firstBiasOption('keyStrength', "heads' key strengths"),
    eraseBias: firstBiasOption('eraseVector', 'the erase vectors of write heads'),
    allocationGateBias: firstBiasOption('allocationGate', 'the allocation gates of write heads'),
    writeGateBias: firstBiasOption('writeGate', "heads' write gates"),
    freeGateBias: firstBiasOption('freeGate', 'the free gates of read heads'),
  },
  models: {
    dnc: {
      title: 'DNC',
      config: {controller: {type: 'lstm', units: 100}, memory: {rows: 64, width: 16}},
    },
  },
});
