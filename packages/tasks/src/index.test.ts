import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'RandomStream',
    'associativeRecallTask',
    'binaryCrossEntropy',
    'binaryCrossEntropyGradient',
    'bitsOfEachSequence',
    'bitsPerSequence',
    'copyStreamTask',
    'copyTask',
    'createTask',
    'dyckTask',
    'fewShotTask',
    'graphTraversalTask',
    'hasEpisodes',
    'inventedCharacters',
    'nGramsTask',
    'optimalPredictions',
    'prioritySortTask',
    'repeatCopyTask',
    'shortestPathTask',
    'taskNames',
    'transductionTask',
    'wrongBitsOfEachSequence',
    'wrongBitsPerSequence',
  ]);
});
