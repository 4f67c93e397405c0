import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'architectureNames',
    'architectures',
    'configOfAccess',
    'configOfLayer',
    'createModel',
    'fittingTraining',
    'hasFixedRows',
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
    'registerAccess',
    'requireModelConfig',
    'requireModelOf',
    'settingsNames',
    'upgradeModelConfig',
    'valueAt',
    'withValueAt',
  ]);
});
