import {expect, test} from 'vitest';
import {nearestName} from './nearest.js';

const names = ['sequences', 'batch', 'learningRate', 'seed', 'clip'];

test.each([
  ['sequence', 'sequences'],
  ['sequecnes', 'sequences'],
  ['Batch', 'batch'],
  ['batchSize', 'batch'],
  ['learningrate', 'learningRate'],
  ['learnRate', 'learningRate'],
  ['seeds', 'seed'],
  ['clips', 'clip'],
  ['learning', 'learningRate'],
  ['units', undefined],
  ['s', undefined],
  ['', undefined],
])('%o stands for %o', (name, expected) => {
  expect(nearestName(name, names)).toBe(expected);
});

test('the nearest of several comes first', () => {
  expect(nearestName('row', ['rows', 'row1', 'rowsof'])).toBe('rows');
  expect(nearestName('NTM', ['lstm', 'ntm-lstm', 'ntm-feedforward'])).toBe('ntm-lstm');
});
