import {describe, expect, test} from 'vitest';
import {optionFor, taskOptionFor, trainingOptions} from './trainOptions.js';

test.each([
  ['memory.rows', '--rows'],
  ['heads', '--heads'],
  ['heads[1]', '--heads'],
  ['vectorActivation', '--activation'],
  ['optimizer.learningRate', '--learning-rate'],
  ['training.batch', '--batch'],
  ['training.optimizer.learningRate', '--learning-rate'],
  ['training.clip.elementwise', '--clip'],
  ['training.clip.globalNorm', '--clip-norm'],
  ['run folder', '--run'],
  ['optimizer.momentum', 'optimizer.momentum'],
])('the argument %s is set by %s', (argument, option) => {
  expect(optionFor(argument)).toBe(option);
});

test('an argument of a task is set by --task-option', () => {
  expect(taskOptionFor('copy.maxLength')).toBe('--task-option maxLength');
  expect(taskOptionFor('task')).toBe('task');
});

describe('trainingOptions', () => {
  const evaluation = {lengths: [1], episodes: 1, resume: 'runs/copy-1', json: true};

  test('are those that say how to train, named as on the command line', () => {
    expect(trainingOptions({...evaluation, seed: 2, solvedBelow: 0.1})).toEqual([
      ['--seed', 2],
      ['--solved-below', 0.1],
    ]);
  });

  test('are none where only the evaluation is told', () => {
    expect(trainingOptions(evaluation)).toEqual([]);
  });
});
