import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'InitialStateCell',
    'InitialStateRNN',
    'LstmBaselineCell',
    'MannAccess',
    'MemoryAccess',
    'MemoryAugmentedCell',
    'MemoryAugmentedRNN',
    'NtmAccess',
    'lstmBaseline',
    'mann',
    'ntm',
    'paperModels',
    'withRows',
  ]);
});
