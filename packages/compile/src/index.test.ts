import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'LayerTrainer',
    'NonFiniteGradient',
    'TraceError',
    'compile',
    'compileLayers',
    'detach',
    'explain',
    'isCompiled',
    'runnerOf',
  ]);
});
