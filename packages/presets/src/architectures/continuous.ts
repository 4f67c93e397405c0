import {DequeAccess, neuralDeque, neuralQueue, neuralStack, QueueAccess, StackAccess} from '@ntmjs/layers';
import {type ArchitectureOptions, architecture, memoryNetworkOptions} from './architecture.js';

const options = {
  ...memoryNetworkOptions,
  pushBias: {
    argument: 'pushBias',
    type: 'number',
    optional: true,
    description: 'bias of the push strength before its sigmoid, 0 if omitted',
  },
} as const satisfies ArchitectureOptions;

/** Training episodes do not fill this memory with a row a step; a deque takes two rows a step. */
const config = {controller: {type: 'lstm', units: 100}, memory: {rows: 128, width: 20}} as const;

export const stack = architecture({
  name: 'stack',
  title: 'neural stack',
  layer: neuralStack,
  access: StackAccess,
  options,
  models: {stack: {title: 'Neural stack', config}},
});

export const queue = architecture({
  name: 'queue',
  title: 'neural queue',
  layer: neuralQueue,
  access: QueueAccess,
  options,
  models: {queue: {title: 'Neural queue', config}},
});

export const deque = architecture({
  name: 'deque',
  title: 'neural deque',
  layer: neuralDeque,
  access: DequeAccess,
  options: {
    ...options,
    rows: {
      ...options.rows,
      description: 'an even number of memory rows',
      field: {...options.rows.field, step: 2},
    },
  },
  models: {deque: {title: 'Neural deque', config}},
});
