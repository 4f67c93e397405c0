import {describe, expect, test} from 'vitest';
import {optionFor, optionsOfTraining, taskOptionFor} from './trainOptions.js';

test.each([
  ['memory.rows', '--rows'],
  ['memory.contents', '--contents'],
  ['hiddenUnits', '--units'],
  ['layers', '--layers'],
  ['model.layers', '--layers'],
  ['heads', '--heads'],
  ['heads[1]', '--heads'],
  ['vectorActivation', '--activation'],
  ['keyActivation', '--activation'],
  ['readHeads', '--read-heads'],
  ['outputClip', '--output-clip'],
  ['readGain', '--read-gain'],
  ['readClip', '--read-clip'],
  ['pushBias', '--push-bias'],
  ['optimizer.learningRate', '--learning-rate'],
  ['training.batch', '--batch'],
  ['training.optimizer.learningRate', '--learning-rate'],
  ['training.memorySizes[0].share', '--memory-size'],
  ['memorySizes', '--memory-size'],
  ['training.clip.elementwise', '--clip'],
  ['training.clip.globalNorm', '--clip-norm'],
  ['training.learningRateDecay.to', '--decay'],
  ['training.learningRateDecay.over', '--decay'],
  ['training.solved.below', '--solved'],
  ['training.solved.above', '--solved-above'],
  ['solved.metric', '--solved'],
  ['curriculum.part', '--curriculum'],
  ['curriculum.start', '--curriculum'],
  ['training.curriculum.below', '--advance-below'],
  ['training.curriculum.step', '--advance-by'],
  ['training.curriculum.metric', '--advance-metric'],
  ['training.curriculum.practice', '--practice'],
  ['training.checkpointEvery', '--checkpoint-every'],
  ['training.keep', '--keep'],
  ['training.onNaN', '--on-nan'],
  ['run folder', '--run'],
  ['optimizer.momentum', '--optimizer-option momentum'],
])('the argument %s is set by %s', (argument, option) => {
  expect(optionFor(argument)).toBe(option);
});

test('an argument of a task is set by --task-option', () => {
  expect(taskOptionFor('copy.maxLength')).toBe('--task-option maxLength');
  expect(taskOptionFor('n-grams.signed')).toBe('--task-option signed');
  expect(taskOptionFor('task')).toBe('task');
});

describe('optionsOfTraining', () => {
  const evaluation = {at: {length: [1]}, episodes: 1, resume: 'runs/copy-1', json: true, onNan: 'rewind'};

  test('are the options that configure training, named as on the command line', () => {
    expect(optionsOfTraining({...evaluation, seed: 2, settings: 'measured'})).toEqual([
      ['--seed', 2],
      ['--settings', 'measured'],
    ]);
  });

  test('are none if only options are given that --resume allows', () => {
    expect(optionsOfTraining(evaluation)).toEqual([]);
  });
});
