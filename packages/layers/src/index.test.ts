import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'AttentionAccess',
    'DeltaAccess',
    'DequeAccess',
    'DncAccess',
    'InitialStateCell',
    'InitialStateRNN',
    'LstmBaselineCell',
    'MannAccess',
    'MemoryAccess',
    'MemoryAugmentedCell',
    'MemoryAugmentedRNN',
    'NtmAccess',
    'QueueAccess',
    'SamAccess',
    'SdncAccess',
    'StackAccess',
    'attention',
    'delta',
    'dnc',
    'lstmBaseline',
    'mann',
    'memoryLayer',
    'neuralDeque',
    'neuralQueue',
    'neuralStack',
    'ntm',
    'sam',
    'sdnc',
    'withRows',
  ]);
});
