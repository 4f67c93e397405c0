import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'architectureNames',
    'architectures',
    'configOfLayer',
    'createModel',
    'fittingTraining',
    'isPaperModel',
    'isPaperTask',
    'memoryRows',
    'modelConfigs',
    'modelNameFor',
    'modelNameOf',
    'modelNames',
    'modelTitles',
    'optionsOf',
    'paperModelNames',
    'paperModels',
    'paperTasks',
    'presetFor',
    'requireModelConfig',
    'requireModelOf',
    'settingsNames',
    'upgradeModelConfig',
    'valueAt',
    'withValueAt',
  ]);
});
