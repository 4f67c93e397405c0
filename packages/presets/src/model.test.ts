import {createTask} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import {layers, type RNN} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {architectureNames} from './architectures/index.js';
import {
  configOfLayer,
  createModel,
  memoryRows,
  modelConfigs,
  modelNameFor,
  modelNameOf,
  modelNames,
  modelTitles,
} from './model.js';
import type {ModelConfig, NtmConfig} from './types.js';

const task = createTask('copy', {vectorWidth: 3});
const turing: NtmConfig = {
  architecture: 'ntm',
  controller: {type: 'feedforward', units: 5},
  memory: {rows: 8, width: 4},
};
const baseline: ModelConfig = {architecture: 'lstm', hiddenUnits: 5, layers: 2};
const {controller, memory} = turing;
const computer: ModelConfig = {architecture: 'dnc', controller, memory, readHeads: 2, contentMask: true};
const mann: ModelConfig = {architecture: 'mann', controller, memory, readHeads: 2, usageDecay: 0.9};
const sam: ModelConfig = {architecture: 'sam', controller, memory, readHeads: 2, rowsRead: 3};
const sdnc: ModelConfig = {architecture: 'sdnc', controller, memory, readHeads: 2, rowsRead: 3, links: 4};
const matrix: ModelConfig = {
  architecture: 'delta',
  controller,
  memory,
  readHeads: 2,
  rule: 'sum',
  decay: true,
};
const attention: ModelConfig = {architecture: 'attention', controller, memory, readHeads: 2, blocks: 1};
const stack: ModelConfig = {architecture: 'stack', controller, memory: {rows: 8, width: 4}};
const all: readonly ModelConfig[] = [
  turing,
  baseline,
  computer,
  mann,
  sam,
  sdnc,
  matrix,
  attention,
  stack,
  {...stack, architecture: 'queue'},
  {...stack, architecture: 'deque'},
];

test('there is a configuration of every architecture', () => {
  expect(all.map(({architecture}) => architecture)).toEqual(architectureNames);
});

describe('createModel', () => {
  useBackend('cpu');

  test.each(all)('maps a task’s inputs to a logit for each of its outputs: %j', (config) => {
    const model = createModel(config, task, 1);
    expect(model.inputs[0]!.shape).toEqual([null, null, 4]);
    expect(model.outputs[0]!.shape).toEqual([null, null, 3]);
    expect(model.layers.map(({name}) => name)).toEqual([config.architecture]);
    model.dispose();
  });

  test.each(all)('equal seeds give equal weights, other seeds others: %j', (config) => {
    const weights = (seed: number) =>
      createModel(config, task, seed)
        .getWeights()
        .map((weight) => [...weight.dataSync()]);
    expect(weights(3)).toEqual(weights(3));
    expect(weights(3)).not.toEqual(weights(4));
  });

  test.each([
    [
      {...turing, architecture: 'rnn'},
      'model.architecture must be one of "ntm", "lstm", "dnc", "mann", "sam", "sdnc", "delta", "attention", "stack", "queue", "deque", got "rnn"',
    ],
    [{...turing, unitz: 3}, 'model.unitz must be omitted'],
    [
      {...turing, memory: {rows: 8, widht: 4}},
      'model.memory.widht must be omitted: did you mean width? (the options are value, seed, rows, width, contents, deviation), got 4',
    ],
    [
      {...turing, controller: {type: 'lstm', unit: 3}},
      'model.controller.unit must be omitted: did you mean units?',
    ],
    [{...turing, hiddenUnits: 3}, 'model.hiddenUnits must be omitted'],
    [{...turing, memory: {rows: 0, width: 4}}, 'memory.rows must be a positive integer, got 0'],
    [{...turing, controller: {type: 'rnn', units: 3}}, 'controller.type must be one of'],
    [{...turing, heads: ['write']}, 'heads must be a list with at least one "read", got ["write"]'],
    [{...baseline, memory: {rows: 8, width: 4}}, 'model.memory must be omitted'],
    [{...baseline, hiddenUnits: 0}, 'hiddenUnits must be a positive integer, got 0'],
    [{...computer, shiftRange: 2}, 'model.shiftRange must be omitted'],
    [{...computer, sharpLinks: 1}, 'sharpLinks must be true or false, got 1'],
    [{...mann, readHeads: 9}, 'readHeads must be at most 8, the rows of the memory, got 9'],
    [{...sam, rowsRead: 9}, 'rowsRead must be at most 8, the rows of the memory, got 9'],
    [{...sdnc, links: 0}, 'links must be a positive integer, got 0'],
    [
      {...matrix, maxWriteStrength: 3},
      'maxWriteStrength must be a finite number above 0 and at most 2, got 3',
    ],
    [{...attention, blocks: -1}, 'model.blocks must be an integer at least 0, got -1'],
    [{...attention, positions: 'rotary'}, 'positions must be one of "alibi", "none", got "rotary"'],
    [{...sam, links: 2}, 'model.links must be omitted'],
    [{...sam, usageDecay: 0.9}, 'model.usageDecay must be omitted'],
    [{...stack, readHeads: 1}, 'model.readHeads must be omitted'],
    [{...stack, memory: {rows: 8, width: 4, contents: 'learned'}}, 'memory.contents must be omitted'],
    [{...stack, architecture: 'deque', memory: {rows: 7, width: 4}}, 'memory.rows must be an even'],
    [{...baseline, layers: 1.5}, 'layers must be a positive integer, got 1.5'],
  ])('rejects %o', (wrong, message) => {
    expect(() => createModel(wrong as ModelConfig, task, 1)).toThrow(message);
  });
});

test('a configuration that an older version saved has `clip` for `outputClip`', () => {
  const {outputClip: _, ...older} = {...computer, clip: 0.5, outputClip: 0.5};
  const model = createModel(older, task, 1);
  expect(model.layers[0]!.getConfig().cell).toMatchObject({config: {outputClip: 0.5}});
  expect(memoryRows(older)).toBe(8);
  model.dispose();
});

describe('memoryRows', () => {
  test('is read from a saved config, and undefined for a model without a memory', () => {
    for (const config of all) {
      expect(memoryRows({...config})).toBe(config === baseline ? undefined : 8);
    }
  });

  test.each([
    [
      {},
      'config.model.architecture must be one of "ntm", "lstm", "dnc", "mann", "sam", "sdnc", "delta", "attention", "stack", "queue", "deque", got undefined',
    ],
    [{...turing, memory: undefined}, 'config.model.memory.rows must be a positive integer, got undefined'],
    [{...turing, memory: {rows: '8'}}, 'config.model.memory.rows must be a positive integer, got "8"'],
    [{...turing, layers: 3}, 'config.model.layers must be omitted'],
    [{...baseline, memory: {rows: 8}}, 'config.model.memory must be omitted'],
  ])('rejects %o', (wrong, message) => {
    expect(() => memoryRows(wrong)).toThrow(message);
  });
});

describe('the models', () => {
  test('are named and titled', () => {
    expect(modelNames).toEqual([
      'ntm-feedforward',
      'ntm-lstm',
      'lstm',
      'dnc',
      'mann',
      'sam',
      'sdnc',
      'delta',
      'attention',
      'stack',
      'queue',
      'deque',
    ]);
    expect(Object.keys(modelTitles)).toEqual(modelNames);
    expect(modelTitles['ntm-lstm']).toBe('NTM, LSTM controller');
  });

  test.each(modelNames)('the config of %s is of that model', (name) => {
    expect(modelNameOf({...modelConfigs[name]})).toBe(name);
  });

  test('are looked up by architecture, then by controller; a GRU counts as an LSTM', () => {
    expect(modelNameOf({architecture: 'lstm', hiddenUnits: 3})).toBe('lstm');
    expect(modelNameOf({architecture: 'dnc', controller: {type: 'feedforward'}})).toBe('dnc');
    expect(modelNameFor('ntm')).toBe('ntm-feedforward');
    for (const [type, name] of [
      ['feedforward', 'ntm-feedforward'],
      ['lstm', 'ntm-lstm'],
      ['gru', 'ntm-lstm'],
    ]) {
      expect(modelNameOf({architecture: 'ntm', controller: {type, units: 3}})).toBe(name);
    }
    expect(() => modelNameOf({architecture: 'rnn'})).toThrow(
      'model.architecture must be one of "ntm", "lstm", ',
    );
  });
});

describe('configOfLayer', () => {
  useBackend('cpu');

  const layerOf = (config: ModelConfig) => createModel(config, task, 1).layers[0] as RNN;

  test.each(all)('reads the config back from a layer: %j', (config) => {
    const {layers: _, ...readable} = config as ModelConfig & {layers?: number};
    expect(configOfLayer(layerOf(config))).toMatchObject(readable);
  });

  test('reads the heads of an NTM and the type of a controller', () => {
    const heads = ['write', 'write', 'read'] as const;
    const config: NtmConfig = {...turing, controller: {type: 'gru', units: 4}, heads, shiftRange: 2};
    expect(configOfLayer(layerOf(config))).toMatchObject(config);
  });

  test('takes any layer without a memory for an LSTM', () => {
    const layer = layers.lstm({units: 7}) as RNN;
    expect(configOfLayer(layer)).toEqual({architecture: 'lstm', hiddenUnits: 7});
  });
});
