import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'describeAlgorithm',
    'episodeFigure',
    'focusBySteps',
    'generalisationCurves',
    'headMovements',
    'headMoves',
    'inspect',
    'learningCurves',
    'outputPanels',
    'predictionFigure',
    'sortFigure',
    'toSvg',
    'unusedRows',
    'writeLocations',
  ]);
});
