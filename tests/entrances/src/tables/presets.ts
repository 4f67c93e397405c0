import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {NtmAccess} from '@ntmjs/layers';
import * as exports from '@ntmjs/presets';
import * as modules from '@ntmjs/presets/modules';
import {type Module, open} from '../entrance.js';
import {builtLayer, folder, model, task} from '../values.js';

const config = () => ({
  architecture: 'ntm',
  controller: {type: 'lstm', units: 2},
  memory: {rows: 6, width: 3},
  heads: ['write', 'read'],
});

let accesses = 0;

/** A class of accesses that is not registered yet. */
function ownAccess() {
  class Own extends NtmAccess {
    constructor({rows, width}: {readonly rows: number; readonly width: number}) {
      super({heads: ['write', 'read'], memory: {rows, width}});
    }

    override getConfig() {
      const [rows, width] = this.stateShapes.memory as [number, number];
      return {rows, width};
    }
  }
  Object.defineProperty(Own, 'className', {value: `Own${++accesses}`});
  return Own;
}

/** Writes a module with an access, and loads it. */
async function loadOne(module: unknown, at: unknown): Promise<void> {
  Object.assign(globalThis, {ownAccess});
  await writeFile(join(folder(), 'own.mjs'), 'export default ownAccess();');
  await modules.loadAccessModule(module as never, (at === 'here' ? folder() : at) as never);
}

export const accessModulesModule: Module = {
  name: 'presets/modules',
  exports: modules,
  entrances: {
    accessModuleOf: () => ['ntm'],
    loadAccessModule: {args: () => ['./own.mjs', 'here'], call: loadOne, required: 1},
  },
};

export const presetsModule: Module = {
  name: 'presets',
  exports,
  entrances: {
    configOfAccess: {args: () => ['StackAccess', open({memory: {rows: 6, width: 3}})], shallow: ['[1]']},
    configOfLayer: () => [builtLayer()],
    createModel: () => [config(), task(), 1],
    fittingTraining: {
      args: () => [open({...exports.presetFor('repeat-copy', 'ntm-lstm')}), task(), config()],
      shallow: ['[0]'],
    },
    hasFixedRows: () => [config()],
    isPaperModel: () => ['lstm'],
    isPaperTask: () => ['copy'],
    memoryRows: () => [config()],
    modelNameFor: {args: () => ['ntm', 'lstm'], required: 1},
    modelNameOf: {args: () => [open(config())], shallow: ['[0]']},
    optionsOf: () => ['ntm'],
    presetFor: () => ['copy', 'ntm-lstm', 'paper'],
    registerAccess: () => [ownAccess()],
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
