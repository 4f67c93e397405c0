import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'contextFigure',
    'describeAlgorithm',
    'episodeFigure',
    'focusBySteps',
    'generalizationCurves',
    'headMovements',
    'headMoves',
    'inspect',
    'learningCurves',
    'memoryAnimation',
    'optionFigure',
    'outputPanels',
    'parallelCoordinates',
    'predictionFigure',
    'sortFigure',
    'toAnimatedSvg',
    'toSvg',
    'unusedRows',
    'weightingGradients',
    'writeLocations',
  ]);
});
