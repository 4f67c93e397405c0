import {AttentionAccess, attention as attentionLayer} from '@ntmjs/layers';
import {architecture, memoryNetworkOptions} from './architecture.js';

export const attention = architecture({
  name: 'attention',
  title: 'attention over the last steps, a causal Transformer',
  layer: attentionLayer,
  access: AttentionAccess,
  options: {
    ...memoryNetworkOptions,
    readHeads: {
      argument: 'readHeads',
      type: 'integer',
      min: 1,
      default: 4,
      description: 'heads of each attention',
      field: {title: 'Heads', max: 8},
    },
    blocks: {
      argument: 'blocks',
      type: 'integer',
      min: 0,
      default: 0,
      description: 'Transformer blocks, or 0 for attention alone',
      field: {title: 'Transformer blocks', min: 0, max: 4},
    },
    positions: {
      argument: 'positions',
      type: 'choice',
      choices: ['alibi', 'none'],
      default: 'alibi',
      description: 'whether scores fall with the age of a row',
    },
  },
  models: {
    attention: {
      title: 'Attention',
      config: {controller: {type: 'lstm', units: 100}, memory: {rows: 128, width: 32}},
    },
  },
});
