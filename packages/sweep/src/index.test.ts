import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'gridSampler',
    'halvingRule',
    'medianRule',
    'randomSampler',
    'readSweep',
    'tpeSampler',
  ]);
});
