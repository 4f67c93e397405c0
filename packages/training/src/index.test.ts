import {expect, test} from 'vitest';
import * as api from './index.js';
import * as runs from './runs/index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'DeclaredOptimizer',
    'EVALUATION_BATCH',
    'NonFiniteError',
    'clipElementwise',
    'clipGlobalNorm',
    'clipGradients',
    'clipOptions',
    'createCurriculum',
    'createOptimizer',
    'createTrainingStep',
    'curriculumTypes',
    'declareOptimizer',
    'describeOptimizer',
    'doublingOptions',
    'endReason',
    'episodeDataset',
    'evaluate',
    'evaluationEpisodes',
    'globalNorm',
    'learningRateDecayOptions',
    'learningRateOption',
    'maskedSequenceCrossEntropy',
    'memorySizeOptions',
    'optimizerDeclaration',
    'optimizerNames',
    'optimizerOptions',
    'registerOptimizer',
    'sequenceCrossEntropy',
    'startState',
    'steppingOptions',
    'train',
    'trainStep',
    'trainingMemory',
  ]);
});

test('the public names of runs', () => {
  expect(Object.keys(runs).sort()).toEqual([
    'Run',
    'WriteError',
    'copyRun',
    'fileSystem',
    'hasEnded',
    'isHere',
    'lockFolder',
    'makeFolder',
    'meanIn',
    'parseRunFile',
    'readIfThere',
    'remove',
    'rewind',
    'runFile',
    'runOptions',
    'solvedOptions',
    'thisProcess',
    'trainRun',
    'trainingOptions',
    'writeWhole',
  ]);
});
