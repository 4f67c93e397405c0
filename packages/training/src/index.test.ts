import {expect, test} from 'vitest';
import * as api from './index.js';
import * as runs from './runs/index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'GravesRmsProp',
    'clipElementwise',
    'clipGlobalNorm',
    'clipGradients',
    'createOptimizer',
    'createTrainingStep',
    'endReason',
    'evaluate',
    'globalNorm',
    'optimizerTypes',
    'sequenceCrossEntropy',
    'train',
    'trainStep',
  ]);
});

test('the public names of runs', () => {
  expect(Object.keys(runs).sort()).toEqual(['Run', 'fileSystem']);
});
