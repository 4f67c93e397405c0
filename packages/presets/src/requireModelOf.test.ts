import {ArgumentError} from '@ntmjs/arguments';
import {createTask} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import {layers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {createModel, modelConfigs, withValueAt} from './model.js';
import {requireModelOf} from './requireModelOf.js';
import type {ModelConfig} from './types.js';

useBackend('cpu');

const task = createTask('copy', {vectorWidth: 3});
const names = {config: 'run.json: config.model', model: 'model.json'};
const small = Object.entries(modelConfigs).map(([name, config]) => {
  const sized = config.architecture === 'lstm' ? config : withValueAt(config, 'controller.units', 4);
  return [
    name,
    withValueAt(sized, config.architecture === 'lstm' ? 'hiddenUnits' : 'memory.rows', 8),
  ] as const;
});
const ntm = small[0]![1];

/** Checks the model of one config against another. */
function check(made: ModelConfig, saved: ModelConfig, of = task): void {
  const model = createModel(made, task, 1);
  try {
    requireModelOf({...saved}, of, model, names);
  } finally {
    model.dispose();
  }
}

describe('a saved model is the one of its config:', () => {
  test.each(small)('%s', (_, config) => {
    check(config, config);
  });

  test.each([1, 2, 3])('a controller of %d layers', (depth) => {
    for (const type of ['feedforward', 'lstm', 'gru']) {
      const config = withValueAt(withValueAt(ntm, 'controller.type', type), 'controller.layers', depth);
      check(config, config);
      expect(() => check(config, withValueAt(config, 'controller.layers', depth + 1))).toThrow(
        'run.json: config.model must be that of model.json, in which cell.config.controller.',
      );
    }
  });

  test.each<[string, unknown, string]>([
    ['memory.rows', 16, 'run.json: config.model.memory.rows must be 8, as in model.json, got 16'],
    ['memory.width', 9, 'run.json: config.model.memory.width must be 20, as in model.json, got 9'],
    ['memory.contents', 'random', 'memory.contents must be "constant", as in model.json, got "random"'],
    ['heads', ['read', 'write'], 'heads must be ["write","read"], as in model.json, got ["read","write"]'],
    [
      'outputClip',
      3,
      'run.json: config.model must be that of model.json, in which cell.config.outputClip is ',
    ],
    ['controller.units', 5, 'controller.units must be 4, as in model.json, got 5'],
    ['architecture', 'dnc', 'run.json: config.model'],
  ])('not where %s is %j', (path, value, message) => {
    expect(() => check(ntm, withValueAt(ntm, path, value))).toThrow(ArgumentError);
    expect(() => check(ntm, withValueAt(ntm, path, value))).toThrow(message);
  });

  test('not for another task', () => {
    expect(() => check(ntm, ntm, createTask('copy', {vectorWidth: 4}))).toThrow(
      'run.json: config.model must be that of model.json, in which batchInputShape.2 is ',
    );
  });

  test('not without a recurrent layer', () => {
    const model = sequential({layers: [layers.dense({units: 1, inputShape: [1]})]});
    expect(() => requireModelOf({...ntm}, task, model, names)).toThrow(
      'model.json must be a model with a recurrent layer, got "sequential',
    );
    model.dispose();
  });
});
