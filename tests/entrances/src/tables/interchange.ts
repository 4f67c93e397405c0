import * as exports from '@ntmjs/interchange';
import * as runner from '@ntmjs/interchange/runner';
import * as tensorboard from '@ntmjs/interchange/tensorboard';
import {type Module, open} from '../entrance.js';
import {model} from '../values.js';

const file = () => exports.exportWeights(model());

export const interchangeModule: Module = {
  name: 'interchange',
  exports,
  entrances: {
    exportOnnx: {
      args: () => [model(), {metadata: open({author: 'me'})}],
      required: 1,
    },
    exportProgram: {
      args: () => [model(), {metadata: open({author: 'me'})}],
      required: 1,
    },
    exportWeights: {
      args: () => [model(), {metadata: open({author: 'me'})}],
      required: 1,
    },
    importWeights: {args: () => [model(), file(), {file: 'weights.safetensors'}], required: 2},
    readSafetensors: {args: () => [file(), {file: 'weights.safetensors'}], required: 1},
    weightsConfig: {args: () => [file(), {file: 'weights.safetensors'}], required: 1},
    writeSafetensors: {
      args: () => [open({a: open({shape: [2], values: new Float32Array(2)})}), open({author: 'me'})],
      required: 1,
    },
  },
};

export const interchangeRunnerModule: Module = {
  name: 'interchange/runner',
  exports: runner,
  entrances: {},
  unchecked: {
    reason: 'it imports nothing, so that its errors are no ArgumentErrors; its own tests make mistakes',
    names: ['Network', 'loadNetwork', 'sha256'],
  },
};

/** The first bytes of a PNG of 1 × 1 pixels. */
const png = () =>
  Uint8Array.from([
    0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1,
  ]);

export const interchangeTensorboardModule: Module = {
  name: 'interchange/tensorboard',
  exports: tensorboard,
  entrances: {
    tensorboardEvent: () => [
      {
        ...{step: 1, wallTime: 1},
        ...{scalars: open({bits: 1}), histograms: open({head: [1]}), images: open({episode: png()})},
      },
    ],
    tensorboardStart: {args: () => [{step: 1, wallTime: 1}], required: 0},
  },
};
