import * as exports from '@ntmjs/interchange';
import {type Module, open} from '../entrance.js';
import {model} from '../values.js';

const file = () => exports.exportWeights(model());

export const interchangeModule: Module = {
  name: 'interchange',
  exports,
  entrances: {
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
