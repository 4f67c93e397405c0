import * as exports from '@ntmjs/presets';
import {type Module, open} from '../entrance.js';
import {builtLayer, model, task} from '../values.js';

const config = () => ({
  architecture: 'ntm',
  controller: {type: 'lstm', units: 2},
  memory: {rows: 6, width: 3},
  heads: ['write', 'read'],
});

export const presetsModule: Module = {
  name: 'presets',
  exports,
  entrances: {
    configOfLayer: () => [builtLayer()],
    createModel: () => [config(), task(), 1],
    fittingTraining: {
      args: () => [open({...exports.presetFor('repeat-copy', 'ntm-lstm')}), task(), config()],
      shallow: ['[0]'],
    },
    isPaperModel: () => ['lstm'],
    isPaperTask: () => ['copy'],
    memoryRows: () => [config()],
    modelNameFor: {args: () => ['ntm', 'lstm'], required: 1},
    modelNameOf: {args: () => [open(config())], shallow: ['[0]']},
    optionsOf: () => ['ntm'],
    presetFor: () => ['copy', 'ntm-lstm', 'paper'],
    requireModelConfig: {args: () => ['model', config()], any: ['[0]']},
    requireModelOf: {
      args: () => [
        exports.configOfLayer(model().layers[0] as never),
        task(),
        model(),
        {config: 'config', model: 'model'},
      ],
      shallow: ['[0]'],
    },
    upgradeModelConfig: {args: () => [open({architecture: 'ntm', clip: 20})], shallow: ['[0]']},
    valueAt: {args: () => [open(config()), 'memory.rows'], shallow: ['[0]']},
    withValueAt: {
      args: () => [open(config()), 'memory.rows', 8],
      shallow: ['[0]'],
      any: ['[2]'],
      required: 2,
    },
  },
};
