import {createTask, type Solved, type Task} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import type {Experiment} from '../experiments.js';
import {goalLines, goalText} from './goals.js';

test.each<[string, Solved, string]>([
  ['copy', {metric: 'bits', below: 0.1}, 'bits below 0.1'],
  ['copy', {metric: 'wrongBits', below: 10}, 'wrong bits below 10'],
  ['transduction', {metric: 'coarse', above: 0.95}, 'coarse accuracy above 95%'],
  ['few-shot', {metric: 'accuracy2', above: 0.999}, 'accuracy 2nd above 99.9%'],
])('the goal of %s, %o, as text: %s', (task, solved, text) => {
  expect(goalText(createTask(task), solved)).toBe(text);
});

function experiment(task: Task, ...goals: [string, Solved?][]): Experiment {
  const {title} = task;
  const runs = goals.map(([model, solved]) => ({task, model, file: {config: {training: {solved}}}}));
  return {name: title, title, runs} as unknown as Experiment;
}

test('tasks that are solved alike share a line, and models are named where their goals differ', () => {
  const bits = {metric: 'bits', below: 0.1};
  const accuracy = {metric: 'accuracy2', above: 0.8};
  expect(
    goalLines([
      experiment(createTask('copy'), ['ntm-lstm', bits], ['dnc', bits]),
      experiment(createTask('few-shot'), ['mann', accuracy], ['ntm-lstm', bits], ['lstm', bits]),
      experiment(createTask('n-grams'), ['ntm-lstm', {metric: 'excessBits', below: 2}]),
      experiment(createTask('dyck'), ['ntm-lstm']),
    ]),
  ).toEqual([
    '- bits below 0.1: Copy; Few-shot classification with NTM, LSTM controller and LSTM',
    '- accuracy 2nd above 80%: Few-shot classification with MANN',
    '- excess bits below 2, which are those above the best possible estimator’s: Dynamic n-grams',
  ]);
});
