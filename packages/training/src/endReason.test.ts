import {expect, test} from 'vitest';
import {endReason} from './endReason.js';

const solvedAt = {sequences: 7, seconds: 1};

test.each([
  ['goes on before its first sequence', {sequences: 0}, undefined],
  ['goes on below its budget', {sequences: 99}, undefined],
  ['ends when its budget is used up', {sequences: 100}, 'budget'],
  ['ends when more than its budget is used up', {sequences: 103}, 'budget'],
  ['ends when it is solved', {sequences: 10, solvedAt}, 'solved'],
  ['is solved rather than out of budget', {sequences: 100, solvedAt}, 'solved'],
])('training %s', (_, standing, reason) => {
  expect(endReason(standing, {sequences: 100})).toBe(reason);
  expect(endReason(standing, {sequences: 100, stopWhenSolved: true})).toBe(reason);
});

test('a run that continues after solving ends with its budget', () => {
  const limits = {sequences: 100, stopWhenSolved: false};
  expect(endReason({sequences: 99, solvedAt}, limits)).toBeUndefined();
  expect(endReason({sequences: 100, solvedAt}, limits)).toBe('budget');
});
