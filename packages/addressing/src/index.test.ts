import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'EPSILON',
    'address',
    'addressingStages',
    'allocationWeighting',
    'backwardWeighting',
    'circularShift',
    'clipWeightingGradient',
    'contentWeighting',
    'cosineSimilarity',
    'decayedUsage',
    'denseWeighting',
    'forwardWeighting',
    'interpolate',
    'largestWeights',
    'learnedWeighting',
    'leastUsed',
    'maskedContentWeighting',
    'mixWeightings',
    'mostSimilarRows',
    'oneHotWeighting',
    'retention',
    'sharpen',
    'sharpenLinked',
    'sparseBackwardWeighting',
    'sparseForwardWeighting',
    'topRows',
    'uniformWeighting',
    'updateLastAccess',
    'updateLink',
    'updatePrecedence',
    'updateSparseLinks',
    'updateSparsePrecedence',
    'updateUsage',
    'usageAfterAllocation',
    'writeWeighting',
  ]);
});

test('ε is that of the golden files', () => {
  expect(api.EPSILON).toBe(1e-8);
});
