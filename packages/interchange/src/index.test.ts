import {expect, test} from 'vitest';
import * as api from './index.js';
import * as tensorboard from './tensorboard/index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'exportOnnx',
    'exportProgram',
    'exportWeights',
    'importWeights',
    'readSafetensors',
    'weightsConfig',
    'writeSafetensors',
  ]);
});

test('the public names for TensorBoard', () => {
  expect(Object.keys(tensorboard).sort()).toEqual(['tensorboardEvent', 'tensorboardStart']);
});
