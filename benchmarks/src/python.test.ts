import {expect, test} from 'vitest';
import {findTorch, pythonCandidates} from './python.js';

test('$PYTHON comes first, and none comes twice', () => {
  expect(pythonCandidates({})).toEqual(['python3', '/usr/bin/python3']);
  expect(pythonCandidates({PYTHON: '/opt/python'})).toEqual(['/opt/python', 'python3', '/usr/bin/python3']);
  expect(pythonCandidates({PYTHON: 'python3'})).toEqual(['python3', '/usr/bin/python3']);
});

test('where no program has torch, none is found', async () => {
  expect(await findTorch(['/no/such/python', process.execPath])).toBeUndefined();
});
