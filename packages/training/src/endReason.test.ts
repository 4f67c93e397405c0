import {expect, test} from 'vitest';
import {endReason} from './endReason.js';

const limits = {sequences: 100, solvedBelow: 0.5, window: 4};

test.each([
  ['goes on below its budget', 99, [1, 1, 1, 1], undefined],
  ['ends when its budget is used up', 100, [1, 1, 1, 1], 'budget'],
  ['ends when more than its budget is used up', 103, [1, 1, 1, 1], 'budget'],
  ['is solved below the threshold', 10, [0, 0, 1, 0], 'solved'],
  ['is not solved at the threshold', 10, [0, 1, 0, 1], undefined],
  ['is not solved before the window is full', 3, [0, 0, 0], undefined],
  ['counts the last sequences only', 10, [9, 9, 0, 0, 0, 0], 'solved'],
  ['is solved rather than out of budget', 100, [0, 0, 0, 0], 'solved'],
  ['goes on before its first sequence', 0, [], undefined],
])('training %s', (_, sequences, wrongBits, reason) => {
  expect(endReason({sequences, wrongBits}, limits)).toBe(reason);
});

test('without a threshold only the budget counts', () => {
  expect(endReason({sequences: 50, wrongBits: [0, 0]}, {sequences: 100, window: 2})).toBeUndefined();
});

test('the window is 1000 sequences unless said otherwise', () => {
  const wrongBits = new Array<number>(999).fill(0);
  const limits = {sequences: 5000, solvedBelow: 0.1};
  expect(endReason({sequences: 999, wrongBits}, limits)).toBeUndefined();
  expect(endReason({sequences: 1000, wrongBits: [...wrongBits, 1]}, limits)).toBe('solved');
});
