import {createTask} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {startState, type TrainState} from '../trainEvent.js';
import {isBetter, meanIn} from './best.js';

const [bits] = createTask('copy').metrics;
const higher = {...bits!, name: 'share', better: 'higher'} as const;

const state = (metrics: Record<string, number[]>, curriculum?: TrainState['curriculum']): TrainState => ({
  ...startState(1),
  metrics,
  ...(curriculum && {curriculum}),
});

test('a mean is over the sequences that have a value', () => {
  expect(meanIn(state({bits: [1, 2, 6]}), 'bits')).toBe(3);
  expect(meanIn(state({share: [1, Number.NaN, 0]}), 'share')).toBe(0.5);
  expect(meanIn(state({}), 'bits')).toBeNaN();
});

test('is better by the direction of the metric, and not if it is equal', () => {
  expect(isBetter(state({bits: [1, 2]}), state({bits: [2, 2]}), bits!)).toBe(true);
  expect(isBetter(state({bits: [2, 2]}), state({bits: [1, 2]}), bits!)).toBe(false);
  expect(isBetter(state({bits: [2, 1]}), state({bits: [1, 2]}), bits!)).toBe(false);
  expect(isBetter(state({share: [1, 0.5]}), state({share: [0, 0.5]}), higher)).toBe(true);
  expect(isBetter(state({share: [0, 0.5]}), state({share: [1, 0.5]}), higher)).toBe(false);
});

test('the first is better than none, if it has a mean', () => {
  expect(isBetter(state({bits: [9]}), undefined, bits!)).toBe(true);
  expect(isBetter(state({}), undefined, bits!)).toBe(false);
});

test('a mean over more sequences counts more, up to the window', () => {
  expect(isBetter(state({bits: [2, 2]}), state({bits: [1]}), bits!)).toBe(true);
  expect(isBetter(state({bits: [1]}), state({bits: [2, 2]}), bits!)).toBe(false);
});

test('more difficult sequences count most, once some were measured', () => {
  const easy = state({bits: [1, 1]}, {max: 1, values: [1, 1]});
  expect(isBetter(state({bits: [5]}, {max: 2, values: [5]}), easy, bits!)).toBe(true);
  expect(isBetter(easy, state({bits: [5]}, {max: 2, values: [5]}), bits!)).toBe(false);
  expect(isBetter(state({bits: [0, 0]}, {max: 2, values: []}), easy, bits!)).toBe(false);
});
