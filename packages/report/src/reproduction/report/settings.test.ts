import {createTask} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import type {JobResult} from '../result.js';
import {settingsTable} from './settings.js';

test('the table of settings says how heads and the memory start', () => {
  const model = {
    architecture: 'ntm',
    controller: {type: 'feedforward', units: 100},
    heads: ['write', 'read'],
    memory: {rows: 128, width: 20, contents: 'learned', deviation: 0.2},
    firstWeighting: 'uniform',
    firstBiases: {keyStrength: 3, shiftWeights: 2},
    firstReads: 'learned',
  };
  const training = {
    optimizer: {type: 'adam', learningRate: 1e-3},
    clip: {globalNorm: 10},
    batch: 1,
  };
  const result = {
    model: 'ntm-feedforward',
    settings: 'measured',
    task: {metrics: []},
    file: {config: {model, training}},
  } as unknown as JobResult;
  expect(settingsTable([result])).toContain(
    '100 units, 1 pair of heads, memory 128 × 20, learned at first (deviation 0.2), uniform first weightings, ' +
      'first bias of key strength 3, first bias of shift weights 2, linear keys and additions, first reads learned',
  );
});

test('the table of settings says what an access of one’s own was given', () => {
  const model = {
    ...{architecture: 'RingAccess', controller: {type: 'lstm', units: 100}, outputClip: 20},
    access: {rows: 64, keySize: 2, sharp: true},
  };
  const training = {optimizer: {type: 'adam', learningRate: 1e-3}, clip: {}, batch: 1};
  const result = {
    ...{model: 'RingAccess', settings: 'general', task: {metrics: []}},
    file: {config: {model, training}},
  } as unknown as JobResult;
  expect(settingsTable([result])).toContain('| 100 lstm units, rows 64, key size 2, sharp, output clip 20 |');
});

test.each([
  [
    {type: 'doubling', part: 'length', start: 2, below: 1},
    'length up to 2 at first, and doubled when bits are below 1',
  ],
  [
    {type: 'stepping', part: 'order', start: 3, step: 1, metric: 'excessBits', below: 2, practice: 0.2},
    'order up to 3 at first, and raised by 1 when excess bits are below 2, with 20% of the batches below that',
  ],
])('the table of settings says how %o makes a task harder', (curriculum, text) => {
  const training = {optimizer: {type: 'adam', learningRate: 1e-3}, clip: {}, batch: 1, curriculum};
  const result = {
    ...{model: 'lstm', settings: 'measured', task: createTask('n-grams')},
    file: {config: {model: {architecture: 'lstm', hiddenUnits: 4, layers: 1}, training}},
  } as unknown as JobResult;
  expect(settingsTable([result])).toContain(`batch 1, ${text}`);
});
