import {SdncAccess, sdnc as sdncLayer} from '@ntmjs/layers';
import {architecture, contentsOptions, memoryNetworkOptions} from './architecture.js';
import {sparseOptions} from './sam.js';

export const sdnc = architecture({
  name: 'sdnc',
  title: 'Sparse Differentiable Neural Computer',
  layer: sdncLayer,
  access: SdncAccess,
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
    ...sparseOptions,
    links: {
      argument: 'links',
      type: 'integer',
      min: 1,
      default: 8,
      description: 'links that are kept of a row in each direction',
      field: {title: 'Links of a row', max: 16},
    },
  },
  models: {
    sdnc: {
      title: 'SDNC',
      config: {controller: {type: 'lstm', units: 100}, memory: {rows: 128, width: 32}},
    },
  },
});
