import {createTask, type Metric, type Solved} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {MetricWindows, WindowsOnRows} from './metricWindows.js';
import {NonFiniteError} from './nonFinite.js';

const {metrics} = createTask('copy', {vectorWidth: 2});
const extra: Metric = {
  ...{name: 'extra', title: 'extra', meaning: 'the extra', unit: 'bits', better: 'lower'},
  evaluate: () => [],
};
const more = [...metrics, extra];

test('means of each metric over the last sequences', () => {
  const windows = new MetricWindows(more, 3);
  expect(windows.means).toEqual({bits: Number.NaN, wrongBits: Number.NaN, metrics: {extra: Number.NaN}});
  windows.push({bits: [1, 2], wrongBits: [0, 0], extra: [-1, -1]});
  expect(windows.means).toEqual({bits: 1.5, wrongBits: 0, metrics: {extra: -1}});
  windows.push({bits: [6, 4], wrongBits: [3, 0], extra: [2, 5]});
  expect(windows.means).toEqual({bits: 4, wrongBits: 1, metrics: {extra: 2}});
  expect(windows.toJSON()).toEqual({bits: [2, 6, 4], wrongBits: [0, 3, 0], extra: [-1, 2, 5]});
});

test('a task without its own metrics has only the common ones', () => {
  const windows = new MetricWindows(metrics, 3);
  windows.push({bits: [1], wrongBits: [0]});
  expect(windows.means).toStrictEqual({bits: 1, wrongBits: 0});
});

test.each<[Solved, boolean[]]>([
  [{metric: 'bits', below: 2}, [false, true, false, true]],
  [{metric: 'bits', above: 1.5}, [false, false, true, false]],
  [{metric: 'wrongBits', below: 2}, [false, false, false, false]],
])(
  'a task is solved by %o only once the window is full and its mean passes the threshold',
  (solved, expected) => {
    const windows = new MetricWindows(metrics, 2);
    const after = (value: number) => {
      windows.push({bits: [value], wrongBits: [9]});
      return windows.isSolved(solved);
    };
    expect([1, 2, 2, 1].map(after)).toEqual(expected);
  },
);

test('continues from its values, also through JSON, and starts missing ones', () => {
  const first = new MetricWindows(metrics, 2);
  first.push({bits: [1, 2, 3], wrongBits: [4, 5, 6]});
  const second = new MetricWindows(more, 2, JSON.parse(JSON.stringify(first)));
  second.push({bits: [5], wrongBits: [7], extra: [1]});
  expect(second.toJSON()).toEqual({bits: [3, 5], wrongBits: [6, 7], extra: [1]});
});

test('a task metric may be undefined (NaN) for a sequence; the cost is always defined', () => {
  const windows = new MetricWindows(more, 2);
  windows.push({bits: [1, 2], wrongBits: [0, 0], extra: [3, Number.NaN]});
  windows.push({bits: [1, 2], wrongBits: [0, 0], extra: [Number.NaN, 5]});
  expect(windows.means.metrics).toEqual({extra: 4});
  const push = () => windows.push({bits: [1, Number.NaN], wrongBits: [0, 0], extra: [1, 1]});
  expect(push).toThrow(new NonFiniteError('the metric bits', Number.NaN));
});

test('cleared, means are of what follows', () => {
  const windows = new MetricWindows(metrics, 2);
  windows.push({bits: [9, 9], wrongBits: [8, 8]});
  windows.clear();
  windows.push({bits: [1], wrongBits: [2]});
  expect(windows.means).toEqual({bits: 1, wrongBits: 2});
  const onRows = new WindowsOnRows(metrics, 2);
  onRows.push(12, {bits: [9], wrongBits: [8]});
  expect(onRows.means.onRows).toEqual({12: {bits: 9, wrongBits: 8}});
  onRows.clear();
  expect(onRows.means).toEqual({});
});

test('rejects a value that is not finite', () => {
  const windows = new MetricWindows(metrics, 2);
  const push = () => windows.push({bits: [1, Number.POSITIVE_INFINITY], wrongBits: [0, 0]});
  expect(push).toThrow(new NonFiniteError('the metric bits', Number.POSITIVE_INFINITY));
});
