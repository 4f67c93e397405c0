import {join} from 'node:path';
import {expect, test} from 'vitest';
import {jobFolder, jobsOf} from './job.js';

const settings = 'measured';

test('a seed of every Neural Turing Machine comes before the next, and baselines come last', () => {
  const jobs = jobsOf({
    tasks: ['copy', 'n-grams'],
    models: ['baseline', 'feedforward', 'lstm'],
    settings,
    seeds: 2,
  });
  expect(jobs.map(({task, model, seed}) => `${task} ${model} ${seed}`)).toEqual([
    'copy feedforward 1',
    'copy lstm 1',
    'n-grams feedforward 1',
    'n-grams lstm 1',
    'copy feedforward 2',
    'copy lstm 2',
    'n-grams feedforward 2',
    'n-grams lstm 2',
    'copy baseline 1',
    'n-grams baseline 1',
    'copy baseline 2',
    'n-grams baseline 2',
  ]);
});

test('each run has a folder of its own', () => {
  const job = {task: 'repeat-copy', model: 'lstm', settings, seed: 3} as const;
  expect(jobFolder('runs', job)).toBe(join('runs', 'repeat-copy-lstm-3'));
  expect(jobFolder('runs', {...job, settings: 'paper'})).toBe(join('runs', 'repeat-copy-lstm-paper-3'));
});
