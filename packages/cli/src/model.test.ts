import {createTask} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/testing';
import {describe, expect, test} from 'vitest';
import {createModel, type ModelConfig, memoryRows} from './model.js';
import {presets} from './presets.js';

const task = createTask('copy', {bits: 3});
const config: ModelConfig = {
  architecture: 'ntm',
  controller: {type: 'feedforward', units: 5},
  memory: {rows: 8, width: 4},
};

describe('createModel', () => {
  useBackend('cpu');

  test('goes from a task’s inputs to a logit for each of its outputs', () => {
    const model = createModel(config, task, 1);
    expect(model.inputs[0]!.shape).toEqual([null, null, 4]);
    expect(model.outputs[0]!.shape).toEqual([null, null, 3]);
    model.dispose();
  });

  test('equal seeds give equal weights, other seeds others', () => {
    const weights = (seed: number) =>
      createModel(config, task, seed)
        .getWeights()
        .map((weight) => [...weight.dataSync()]);
    expect(weights(3)).toEqual(weights(3));
    expect(weights(3)).not.toEqual(weights(4));
  });

  test('the preset for copy is a network of the size it says', () => {
    const hidden = (9 + 20 + 1) * 100;
    const [readHead, writeHead] = [20 + 1 + 1 + 3 + 1, 20 + 1 + 1 + 3 + 1 + 20 + 20];
    const emission = (100 + 1) * (readHead + writeHead);
    const output = (100 + 20 + 1) * 8;
    const model = createModel(presets.copy!.model, createTask('copy'), 1);
    expect(model.countParams()).toBe(hidden + emission + output);
  });

  test.each([
    [{...config, architecture: 'dnc'}, 'model.architecture must be one of "ntm", got "dnc"'],
    [{...config, unitz: 3}, 'model.unitz must be left out'],
    [{...config, memory: {rows: 0, width: 4}}, 'memory.rows must be a positive integer, got 0'],
    [{...config, controller: {type: 'rnn', units: 3}}, 'controller.type must be one of'],
    [{...config, heads: ['write']}, 'heads must be a list with at least one "read", got ["write"]'],
  ])('refuses %o', (wrong, message) => {
    expect(() => createModel(wrong as ModelConfig, task, 1)).toThrow(message);
  });
});

describe('memoryRows', () => {
  test('is what a saved configuration says', () => {
    expect(memoryRows({...config})).toBe(8);
  });

  test.each([
    [{}, 'config.model.architecture must be one of "ntm", got undefined'],
    [{...config, memory: undefined}, 'config.model.memory.rows must be a positive integer, got undefined'],
    [{...config, memory: {rows: '8'}}, 'config.model.memory.rows must be a positive integer, got "8"'],
    [{...config, layers: 3}, 'config.model.layers must be left out'],
  ])('refuses %o', (wrong, message) => {
    expect(() => memoryRows(wrong)).toThrow(message);
  });
});
