import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'bits',
    'count',
    'difficultiesOf',
    'difficultyText',
    'duration',
    'evaluateSettings',
    'evaluationSettings',
    'greatestDifficulty',
    'grouped',
    'hardDifficulty',
    'median',
    'metricText',
    'metricValue',
    'ownMetrics',
    'requireRows',
    'resultsTable',
    'splitText',
    'table',
  ]);
});
