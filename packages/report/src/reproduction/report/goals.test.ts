import type {Solved} from '@ntmjs/training';
import {expect, test} from 'vitest';
import type {Experiment} from '../experiments.js';
import {goalLines, goalText} from './goals.js';

test.each<[Solved, string]>([
  [{metric: 'bits', below: 0.1}, 'bits below 0.1'],
  [{metric: 'wrongBits', below: 10}, 'wrong bits below 10'],
  [{metric: 'coarse', above: 0.95}, 'coarse accuracy above 95%'],
  [{metric: 'accuracy2', above: 0.999}, 'accuracy 2nd above 99.9%'],
])('the goal %o is told as %s', (solved, text) => {
  expect(goalText(solved)).toBe(text);
});

function experiment(title: string, ...goals: [string, Solved?][]): Experiment {
  const runs = goals.map(([model, solved]) => ({model, run: {config: {training: {solved}}}}));
  return {name: title, title, runs} as unknown as Experiment;
}

test('tasks that are solved alike share a line, and models are named where their goals differ', () => {
  const bits = {metric: 'bits', below: 0.1};
  const accuracy = {metric: 'accuracy2', above: 0.8};
  expect(
    goalLines([
      experiment('Copy', ['ntm-lstm', bits], ['dnc', bits]),
      experiment('Few-shot', ['mann', accuracy], ['ntm-lstm', bits], ['lstm', bits]),
      experiment('Dynamic n-grams', ['ntm-lstm', {metric: 'excessBits', below: 2}]),
      experiment('Dyck words', ['ntm-lstm']),
    ]),
  ).toEqual([
    '- bits below 0.1: Copy; Few-shot with NTM, LSTM controller and LSTM',
    '- accuracy 2nd above 80%: Few-shot with MANN',
    '- excess bits below 2, which are those above the best possible estimator’s: Dynamic n-grams',
  ]);
});
