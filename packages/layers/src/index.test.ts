import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'DncAccess',
    'InitialStateCell',
    'InitialStateRNN',
    'LstmBaselineCell',
    'MannAccess',
    'MemoryAccess',
    'MemoryAugmentedCell',
    'MemoryAugmentedRNN',
    'NtmAccess',
    'dnc',
    'lstmBaseline',
    'mann',
    'ntm',
    'paperModels',
    'withRows',
  ]);
});
