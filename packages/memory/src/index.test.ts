import {expect, test} from 'vitest';
import * as api from './index.js';

test('the public names', () => {
  expect(Object.keys(api).sort()).toEqual([
    'add',
    'constantMemory',
    'continuousDeque',
    'continuousQueue',
    'continuousStack',
    'erase',
    'gatherRows',
    'learnedMemory',
    'peekWeighting',
    'pop',
    'push',
    'randomMemory',
    'read',
    'scatterRows',
    'write',
    'writeTogether',
  ]);
});
