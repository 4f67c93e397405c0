import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'CompilationError',
    'LayerPredictor',
    'LayerStepper',
    'LayerTrainer',
    'MOST_THREADS',
    'NonFiniteGradient',
    'NonFiniteOutput',
    'TraceError',
    'compile',
    'compileLayers',
    'detach',
    'eagerReasonOf',
    'explain',
    'hasRelaxedSimd',
    'isCompiled',
    'recordNetwork',
    'recurrentLayersOf',
    'runnerOf',
    'standaloneStep',
  ]);
});
