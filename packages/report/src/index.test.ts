import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'bits',
    'count',
    'defaultDifficulties',
    'difficultiesOf',
    'difficultyText',
    'duration',
    'evaluateTrials',
    'evaluationTaskOf',
    'greatestDifficulty',
    'grouped',
    'hardDifficulty',
    'isShare',
    'median',
    'metricName',
    'metricValue',
    'ownMetrics',
    'renaming',
    'resultsTable',
    'splitText',
    'table',
    'trialsOf',
  ]);
});
