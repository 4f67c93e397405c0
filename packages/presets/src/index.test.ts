import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'architectureNames',
    'architectures',
    'createModel',
    'fittingTask',
    'isPaperModel',
    'isPaperTask',
    'memoryRows',
    'modelNameOf',
    'modelNames',
    'modelTitles',
    'optionsOf',
    'paperModelNames',
    'paperModels',
    'paperTasks',
    'presetFor',
    'settingsNames',
  ]);
});
