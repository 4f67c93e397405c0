import {describe, expect, test} from 'vitest';
import type {ModelConfig} from './model.js';
import {presets} from './presets.js';
import {modelConfig, trainingConfig} from './trainConfig.js';

const preset = presets.copy!;
const none = {lengths: [1], episodes: 1};

describe('modelConfig', () => {
  test('is the preset where nothing is said', () => {
    expect(modelConfig(preset.model, none)).toEqual(preset.model);
  });

  test('is changed by every option, and by no more', () => {
    const options = {
      ...none,
      controller: 'lstm',
      units: 7,
      layers: 2,
      rows: 16,
      width: 5,
      heads: ['write', 'read', 'read'],
      shiftRange: 2,
      firstWeighting: 'learned',
      activation: 'tanh',
      weightingClip: 10,
    };
    expect(modelConfig(preset.model, options)).toEqual({
      architecture: 'ntm',
      controller: {type: 'lstm', units: 7, layers: 2},
      memory: {rows: 16, width: 5},
      heads: ['write', 'read', 'read'],
      shiftRange: 2,
      firstWeighting: 'learned',
      vectorActivation: 'tanh',
      weightingClip: 10,
    } satisfies ModelConfig);
    expect(modelConfig(preset.model, {...none, rows: 9})).toEqual({
      ...preset.model,
      memory: {...preset.model.memory, rows: 9},
    });
  });
});

describe('trainingConfig', () => {
  test('is the preset where nothing is said', () => {
    expect(trainingConfig(preset.training, none)).toEqual(preset.training);
  });

  test('is changed by every option', () => {
    const options = {
      ...none,
      batch: 3,
      sequences: 100,
      solvedBelow: 0.5,
      optimizer: 'adam',
      learningRate: 0.01,
      clip: 1,
      clipNorm: 50,
      threads: 2,
      eager: true,
    };
    expect(trainingConfig(preset.training, options)).toEqual({
      batch: 3,
      sequences: 100,
      solvedBelow: 0.5,
      optimizer: {type: 'adam', learningRate: 0.01},
      clip: {elementwise: 1, globalNorm: 50},
      compile: 'never',
      threads: 2,
    });
  });
});
