import {createTask} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/testing';
import {describe, expect, test} from 'vitest';
import {createModel, type ModelConfig, memoryRows} from './model.js';

const task = createTask('copy', {bits: 3});
const turing: ModelConfig = {
  architecture: 'ntm',
  controller: {type: 'feedforward', units: 5},
  memory: {rows: 8, width: 4},
};
const baseline: ModelConfig = {architecture: 'lstm', hiddenUnits: 5, layers: 2};

describe('createModel', () => {
  useBackend('cpu');

  test.each([turing, baseline])(
    'goes from a task’s inputs to a logit for each of its outputs: %j',
    (config) => {
      const model = createModel(config, task, 1);
      expect(model.inputs[0]!.shape).toEqual([null, null, 4]);
      expect(model.outputs[0]!.shape).toEqual([null, null, 3]);
      expect(model.layers.map(({name}) => name)).toEqual([config.architecture]);
      model.dispose();
    },
  );

  test.each([turing, baseline])('equal seeds give equal weights, other seeds others: %j', (config) => {
    const weights = (seed: number) =>
      createModel(config, task, seed)
        .getWeights()
        .map((weight) => [...weight.dataSync()]);
    expect(weights(3)).toEqual(weights(3));
    expect(weights(3)).not.toEqual(weights(4));
  });

  test.each([
    [{...turing, architecture: 'dnc'}, 'model.architecture must be one of "ntm", "lstm", got "dnc"'],
    [{...turing, unitz: 3}, 'model.unitz must be left out'],
    [{...turing, hiddenUnits: 3}, 'model.hiddenUnits must be left out'],
    [{...turing, memory: {rows: 0, width: 4}}, 'memory.rows must be a positive integer, got 0'],
    [{...turing, controller: {type: 'rnn', units: 3}}, 'controller.type must be one of'],
    [{...turing, heads: ['write']}, 'heads must be a list with at least one "read", got ["write"]'],
    [{...baseline, memory: {rows: 8, width: 4}}, 'model.memory must be left out'],
    [{...baseline, hiddenUnits: 0}, 'hiddenUnits must be a positive integer, got 0'],
    [{...baseline, layers: 1.5}, 'layers must be a positive integer, got 1.5'],
  ])('refuses %o', (wrong, message) => {
    expect(() => createModel(wrong as ModelConfig, task, 1)).toThrow(message);
  });
});

describe('memoryRows', () => {
  test('is what a saved configuration says', () => {
    expect(memoryRows({...turing})).toBe(8);
  });

  test('is nothing for a model without a memory', () => {
    expect(memoryRows({...baseline})).toBeUndefined();
  });

  test.each([
    [{}, 'config.model.architecture must be one of "ntm", "lstm", got undefined'],
    [{...turing, memory: undefined}, 'config.model.memory.rows must be a positive integer, got undefined'],
    [{...turing, memory: {rows: '8'}}, 'config.model.memory.rows must be a positive integer, got "8"'],
    [{...turing, layers: 3}, 'config.model.layers must be left out'],
    [{...baseline, memory: {rows: 8}}, 'config.model.memory must be left out'],
  ])('refuses %o', (wrong, message) => {
    expect(() => memoryRows(wrong)).toThrow(message);
  });
});
