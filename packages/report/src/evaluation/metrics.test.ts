import {createTask} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {isShare, metricName, metricValue, ownMetrics, spaced} from './metrics.js';

test('shares are distinguished from bits and mistakes', () => {
  for (const metric of ['accuracy2', 'coarse', 'fine', 'rightPaths']) expect(isShare(metric)).toBe(true);
  for (const metric of ['bits', 'wrongBits', 'optimalBits', 'unknown']) expect(isShare(metric)).toBe(false);
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

test('shares are shown in percent', () => {
  expect(metricValue('coarse', 0.98765)).toBe('98.8%');
  expect(metricValue('accuracy1', 1)).toBe('100.0%');
  expect(metricValue('wrongBits', 0.5)).toBe('0.500');
  expect(metricValue('accuracy10', Number.NaN)).toBe('–');
});
