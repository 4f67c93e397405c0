import {createTask, findMetric} from '@ntmjs/tasks';
import {describe, expect, test} from 'vitest';
import {metricText, metricValue, ownMetrics} from './metrics.js';

const {metrics} = createTask('transduction');
const fine = findMetric(metrics, 'fine');
const bits = findMetric(metrics, 'bits');

test.each([
  ['copy', []],
  ['transduction', ['coarse', 'fine']],
  ['n-grams', ['optimalBits', 'excessBits']],
])('the own metrics of %s', (task, names) => {
  expect(ownMetrics(createTask(task)).map(({name}) => name)).toEqual(names);
});

describe('metricText', () => {
  test('shares are in percent', () => {
    expect(metricText(fine, 0.12345)).toBe('12.3%');
    expect(metricText(fine, 1)).toBe('100.0%');
  });

  test('bits have three digits', () => {
    expect(metricText(bits, 0.12345)).toBe('0.123');
  });

  test('NaN is a dash', () => {
    expect(metricText(fine, Number.NaN)).toBe('–');
  });
});

test('the value of a metric in a result', () => {
  const result = {bits: 2, wrongBits: 1, metrics: {fine: 0.5}};
  expect([bits, fine].map((metric) => metricValue(metric, result))).toEqual([2, 0.5]);
  expect(metricValue(findMetric(metrics, 'coarse'), result)).toBeNaN();
});
