import {expect, test} from 'vitest';
import * as figures from './figures/index.js';
import * as api from './index.js';
import * as inspection from './inspection/index.js';
import * as reproduction from './reproduction/index.js';
import * as runs from './runs/index.js';

test.each([
  [
    '@ntmjs/report',
    api,
    [
      'bits',
      'count',
      'difficultiesOf',
      'difficultyText',
      'duration',
      'evaluateSettings',
      'evaluationSettings',
      'extremeSettings',
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
      'trainingPlan',
    ],
  ],
  [
    '@ntmjs/report/figures',
    figures,
    [
      'answerPanels',
      'contextUses',
      'contextsFigure',
      'drawEpisode',
      'growthFigure',
      'learningFigure',
      'outputsOf',
      'predictionsFigure',
      'sortingFigure',
    ],
  ],
  ['@ntmjs/report/inspection', inspection, ['PAGE', 'inspectRuns', 'openSubject', 'ownFiles', 'writeFiles']],
  [
    '@ntmjs/report/reproduction',
    reproduction,
    [
      'evaluateJob',
      'experimentTitle',
      'experimentsOf',
      'jobFolder',
      'jobOf',
      'jobsOf',
      'readJobEvaluation',
      'readResults',
      'reportTasks',
      'reproduce',
      'resultRow',
      'survey',
      'writePretrained',
      'writeReport',
    ],
  ],
  [
    '@ntmjs/report/runs',
    runs,
    [
      'EVALUATION',
      'TENSORBOARD',
      'hasTensorBoard',
      'createRun',
      'hasResults',
      'loadTrained',
      'ntmjsVersion',
      'openRun',
      'openTask',
      'openTensorBoard',
      'openWeights',
      'readHistory',
      'requireTrainingFor',
      'setFirstWeights',
      'startBackend',
      'versions',
      'writeEvaluation',
    ],
  ],
])('the public names of %s', (_, module, names) => {
  expect(Object.keys(module).sort()).toEqual(names);
});
