import {createTask, taskNames} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {isShare, metricName, metricValue, ordinal, ownMetrics, spaced} from './metrics.js';

/** Each metric that a task has, and whether it is a share. */
const SHARES: Readonly<Record<string, boolean>> = {
  bits: false,
  wrongBits: false,
  wrongVectorBits: false,
  wrongEndMarkers: false,
  optimalBits: false,
  excessBits: false,
  accuracy1: true,
  accuracy2: true,
  accuracy5: true,
  accuracy10: true,
  coarse: true,
  fine: true,
  rightTriples: true,
  rightPaths: true,
};

test('shares are told from what counts bits and mistakes, for the metrics of every task', () => {
  const metrics = new Set(taskNames.flatMap((name) => Object.keys(createTask(name).metrics)));
  for (const metric of metrics) expect(SHARES, metric).toHaveProperty(metric);
  for (const [metric, share] of Object.entries(SHARES)) expect(isShare(metric), metric).toBe(share);
});

test('what only one task measures', () => {
  expect(ownMetrics(createTask('copy'))).toEqual([]);
  expect(ownMetrics(createTask('transduction'))).toEqual(['coarse', 'fine']);
});

test('the names of metrics as words', () => {
  expect(['bits', 'wrongBits', 'wrongEndMarkers'].map(spaced)).toEqual([
    'bits',
    'wrong bits',
    'wrong end markers',
  ]);
  expect(['coarse', 'accuracy10', 'rightPaths'].map(metricName)).toEqual([
    'coarse accuracy',
    'accuracy 10th',
    'right paths',
  ]);
});

test('shares are told in percent', () => {
  expect(metricValue('coarse', 0.98765)).toBe('98.8%');
  expect(metricValue('accuracy1', 1)).toBe('100.0%');
  expect(metricValue('wrongBits', 0.5)).toBe('0.500');
  expect(metricValue('accuracy10', Number.NaN)).toBe('–');
});

test.each([
  [1, '1st'],
  [2, '2nd'],
  [3, '3rd'],
  [4, '4th'],
  [11, '11th'],
  [12, '12th'],
  [20, '20th'],
  [22, '22nd'],
])('the ordinal of %d', (number, text) => {
  expect(ordinal(number)).toBe(text);
});
