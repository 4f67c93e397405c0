import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'EPSILON',
    'address',
    'circularShift',
    'clipWeightingGradient',
    'contentWeighting',
    'cosineSimilarity',
    'decayedUsage',
    'interpolate',
    'learnedWeighting',
    'leastUsed',
    'oneHotWeighting',
    'sharpen',
    'uniformWeighting',
  ]);
});

test('ε is that of the golden files', () => {
  expect(api.EPSILON).toBe(1e-8);
});
