import {expect, test} from 'vitest';
import * as api from './index.js';
import * as runs from './runs/index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'GravesRmsProp',
    'NonFiniteError',
    'clipElementwise',
    'clipGlobalNorm',
    'clipGradients',
    'createCurriculum',
    'createOptimizer',
    'createTrainingStep',
    'curriculumTypes',
    'endReason',
    'episodeDataset',
    'evaluate',
    'globalNorm',
    'maskedSequenceCrossEntropy',
    'optimizerTypes',
    'sequenceCrossEntropy',
    'sequenceCrossEntropyGradient',
    'startState',
    'train',
    'trainStep',
  ]);
});

test('the public names of runs', () => {
  expect(Object.keys(runs).sort()).toEqual(['Run', 'fileSystem', 'rewind']);
});
