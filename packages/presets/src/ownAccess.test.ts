import {ArgumentError} from '@ntmjs/arguments';
import {NtmAccess} from '@ntmjs/layers';
import {createTask} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {loadLayersModel, type RNN} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {shelf} from './fixtures/shelf.js';
import {
  type AccessClass,
  architectureNames,
  configOfLayer,
  createModel,
  hasFixedRows,
  type ModelConfig,
  type ModelName,
  memoryRows,
  modelNameOf,
  modelNames,
  modelTitles,
  optionsOf,
  presetFor,
  registerAccess,
  requireModelConfig,
  requireModelOf,
} from './index.js';

// Registers accesses: @own-process

const task = createTask('copy', {maxLength: 2});

const configOf = (architecture: string, access: object) =>
  ({architecture, controller: {type: 'lstm', units: 4}, access}) as unknown as ModelConfig;

describe('an access of one’s own', () => {
  useBackend('cpu');

  test('is an architecture and a model with general settings', () => {
    expect(registerAccess(shelf('Shelf'))).toBe('Shelf');
    expect(architectureNames.at(-1)).toBe('Shelf');
    expect([modelNames.at(-1), modelTitles['Shelf' as ModelName]]).toEqual(['Shelf', 'Shelf']);
    const {source, model} = presetFor('copy', 'Shelf' as ModelName);
    expect(source).toBe('general');
    expect(model).toEqual({
      architecture: 'Shelf',
      controller: {type: 'lstm', units: 100},
      access: {rows: 128, width: 20},
    });
    expect(memoryRows({...model})).toBe(128);
    expect(modelNameOf({...model})).toBe('Shelf');
    expect(Object.keys(optionsOf('Shelf' as never))).toEqual(
      expect.arrayContaining(['controller', 'units', 'readGain', 'rows', 'width']),
    );
  });

  test('makes a model that is recognized, also after it was saved and loaded', async () => {
    const config = configOf('Shelf', {rows: 5, width: 3});
    const model = createModel(config, task, 1);
    let saved: tf.io.ModelArtifacts = {};
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return {modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}};
      }),
    );
    const loaded = await loadLayersModel(tf.io.fromMemory(saved));
    expect(configOfLayer(loaded.layers[0] as RNN)).toEqual(config);
    const names = {config: 'config', model: 'the model'};
    requireModelOf({...config}, task, loaded, names);
    expect(() => requireModelOf({...configOf('Shelf', {rows: 6, width: 3})}, task, loaded, names)).toThrow(
      'config.access.rows must be 5, as in the model, got 6',
    );
    for (const each of [model, loaded]) each.dispose();
  });

  test('has the options that it declares, with their checks and defaults', () => {
    const options = {
      rows: {type: 'integer', min: 2, description: 'rows'},
      width: {type: 'integer', min: 1, default: 7, description: 'width'},
    } as const;
    registerAccess(shelf('Declared', options));
    const {model} = presetFor('copy', 'Declared' as ModelName);
    expect((model as unknown as {access: object}).access).toEqual({rows: 128, width: 7});
    const wrong = (access: object) => () => requireModelConfig('model', {...configOf('Declared', access)});
    expect(wrong({rows: 1})).toThrow('model.access.rows must be an integer at least 2, got 1');
    expect(wrong({row: 1})).toThrow(/model\.access.*rows/);
  });

  test('says which argument its constructor refuses', () => {
    expect(() => createModel(configOf('Shelf', {rows: 3}), task, 1)).toThrow(
      'access.width must be a positive integer, got undefined',
    );
  });

  test('has a fixed number of rows, unless it implements withRows', () => {
    expect(hasFixedRows({...configOf('Shelf', {rows: 5, width: 3})})).toBe(true);
    expect(hasFixedRows({...presetFor('copy', 'ntm-lstm').model})).toBe(false);
    expect(hasFixedRows({...presetFor('copy', 'lstm').model})).toBe(false);
  });

  const option = {type: 'integer', min: 1, description: 'an option'} as const;
  const wrong: readonly [string, () => unknown, string][] = [
    ['no class', () => 3, 'access must be a class that extends MemoryAccess'],
    ['another class', () => class Other {}, 'access must be a class that extends MemoryAccess'],
    ['no name', () => shelf(''), 'access.className must be'],
    ['the name of an architecture', () => shelf('ntm'), 'access.className must be a name that no other'],
    ['the name of a layer', () => shelf('LSTM'), 'access.className must be a name that no other'],
    ['a class that is built in', () => NtmAccess, 'access'],
    ['options that are none', () => shelf('A', {rows: {} as never}), 'access.options.rows'],
    [
      'an option of the network',
      () => shelf('B', {units: option}),
      'access.options.units must be one that no other part of the network has, got "B.units"',
    ],
    [
      'an option without a default',
      () => shelf('C', {heads: option}),
      'access.options.heads.default must be given, unless the option is optional, got undefined',
    ],
    [
      'bounds without the usual size',
      () => shelf('D', {rows: {...option, max: 64}, width: option}),
      'access.options.rows.default must be an integer at least 1 and at most 64, got 128',
    ],
    [
      'defaults that its constructor refuses',
      () => shelf('E', {rows: option}),
      'access.width must be a positive integer, got undefined',
    ],
    [
      'a config that forgets an argument',
      () =>
        class extends shelf('F') {
          override getConfig() {
            return {rows: 128} as never;
          }
        },
      'F.getConfig().width must be what the constructor was given, since saved models are made of it, got undefined',
    ],
  ];
  test.each(wrong)('is not registered with a mistake: %s', (_, access, message) => {
    const before = architectureNames.length;
    const register = () => registerAccess(access() as AccessClass);
    expect(register).toThrow(ArgumentError);
    expect(register).toThrow(message);
    expect(architectureNames.length).toBe(before);
  });
});
