import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'RandomStream',
    'associativeRecallTask',
    'bitsOfEachSequence',
    'bitsPerSequence',
    'copyTask',
    'createTask',
    'dyckTask',
    'fewShotTask',
    'inventedCharacters',
    'nGramsTask',
    'optimalPredictions',
    'prioritySortTask',
    'repeatCopyTask',
    'taskNames',
    'transductionTask',
    'wrongBitsOfEachSequence',
    'wrongBitsPerSequence',
  ]);
});
