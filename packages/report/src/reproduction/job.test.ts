import {createTask} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {isRival, type Job, jobName, jobOf, jobsOf} from './job.js';
import {reportTasks} from './reportPlan.js';

const settings = 'measured';

function jobFor(task: string, model: Job['model'], more: Partial<Job> = {}): Job {
  return jobOf({task, model, settings, seed: 1, taskOptions: {}, ...more});
}

test('a seed of every Neural Turing Machine comes before the next, and baselines come last', () => {
  const jobs = jobsOf({
    tasks: ['copy', 'n-grams'],
    models: ['lstm', 'ntm-feedforward', 'ntm-lstm'],
    settings,
    seeds: 2,
  });
  expect(jobs.map(({task, model, seed}) => `${task} ${model} ${seed}`)).toEqual([
    'copy ntm-feedforward 1',
    'copy ntm-lstm 1',
    'n-grams ntm-feedforward 1',
    'n-grams ntm-lstm 1',
    'copy ntm-feedforward 2',
    'copy ntm-lstm 2',
    'n-grams ntm-feedforward 2',
    'n-grams ntm-lstm 2',
    'copy lstm 1',
    'n-grams lstm 1',
    'copy lstm 2',
    'n-grams lstm 2',
  ]);
});

test('models with general settings come after those with measured ones, and before the LSTM', () => {
  const jobs = jobsOf({tasks: ['copy'], models: ['lstm', 'mann', 'dnc'], settings, seeds: 2});
  expect(jobs.map(({model, seed}) => `${model} ${seed}`)).toEqual([
    'dnc 1',
    'dnc 2',
    'mann 1',
    'mann 2',
    'lstm 1',
    'lstm 2',
  ]);
});

test('models with general settings are also trained on the tasks of models with measured ones', () => {
  const models = ['stack', 'lstm', 'queue', 'ntm-lstm'] as const;
  const jobs = jobsOf({tasks: ['transduction'], models, settings, seeds: 1});
  expect(jobs.map(({model, taskConfig, taskOptions}) => [model, taskConfig.answer, taskOptions])).toEqual([
    ['stack', 'reverse', {}],
    ['queue', 'copy', {}],
    ['ntm-lstm', 'reverse', {}],
    ['ntm-lstm', 'copy', {answer: 'copy'}],
    ['lstm', 'reverse', {}],
    ['lstm', 'copy', {answer: 'copy'}],
  ]);
  const taskOptions = {answer: 'flip-bigrams'};
  const flipped = jobsOf({tasks: ['transduction'], taskOptions, models, settings, seeds: 1});
  expect(flipped.map(({model, taskConfig}) => [model, taskConfig.answer])).toEqual(
    ['stack', 'queue', 'ntm-lstm', 'lstm'].map((model) => [model, 'flip-bigrams']),
  );
  const alone = jobsOf({tasks: ['transduction'], models: ['ntm-lstm'], settings, seeds: 1});
  expect(alone).toMatchObject([{taskConfig: {answer: 'reverse'}, taskOptions: {}}]);
});

test('a report has ten seeds of the models of the paper, five of others, and few of what they are compared with', () => {
  const seeds = (task: string) => {
    const models = jobsOf({tasks: [task], settings}).map(({model, taskConfig: {answer}}) =>
      answer === undefined ? model : `${model} ${answer}`,
    );
    return Object.fromEntries(
      [...new Set(models)].map((model) => [model, models.filter((each) => each === model).length]),
    );
  };
  expect(seeds('copy')).toEqual({'ntm-feedforward': 10, 'ntm-lstm': 10, dnc: 5, lstm: 3});
  expect(seeds('n-grams')).toEqual({'ntm-feedforward': 10, 'ntm-lstm': 10, lstm: 1});
  expect(seeds('priority-sort')).toEqual({'ntm-feedforward': 3, 'ntm-lstm': 3, lstm: 1});
  expect(seeds('few-shot')).toEqual({mann: 5, 'ntm-lstm': 1, lstm: 1});
  expect(seeds('transduction')).toEqual({
    ...{'stack reverse': 10, 'queue copy': 10, 'deque flip-bigrams': 10},
    ...{'ntm-lstm reverse': 1, 'ntm-lstm copy': 1, 'ntm-lstm flip-bigrams': 1},
    ...{'lstm reverse': 1, 'lstm copy': 1, 'lstm flip-bigrams': 1},
  });
  expect(reportTasks(settings)).not.toContain('shortest-path');
  expect(jobsOf({tasks: ['copy'], settings: 'paper'}).map(({model}) => model)).toEqual([
    ...Array.from({length: 10}, () => ['ntm-feedforward', 'ntm-lstm']).flat(),
    ...Array(3).fill('lstm'),
  ]);
});

test('a run is compared with models with settings of their own for the same task with the same options', () => {
  const [dnc, mann, baseline] = (['dnc', 'mann', 'lstm'] as const).map((model) => jobFor('copy', model));
  const rivals = [dnc!, mann!, baseline!].map((job) =>
    [dnc, mann, baseline].map((other) => isRival(job, other!)),
  );
  expect(rivals).toEqual([
    [false, false, false],
    [true, false, false],
    [true, false, false],
  ]);
  const others = [
    jobFor('repeat-copy', 'dnc'),
    jobFor('copy', 'ntm-feedforward', {settings: 'paper'}),
    jobFor('copy', 'dnc', {taskOptions: {vectorWidth: 2}}),
  ];
  for (const other of others) expect(isRival(baseline!, other)).toBe(false);
  expect(isRival(baseline!, jobFor('copy', 'dnc', {taskOptions: {vectorWidth: 8}}))).toBe(true);
});

test('task options that equal those of the preset are omitted, and the others keep their declared order', () => {
  const job = jobFor('transduction', 'stack', {taskOptions: {symbols: 4, maxLength: 10, answer: 'copy'}});
  expect(job.taskOptions).toEqual({answer: 'copy', symbols: 4});
  expect(job.taskConfig).toEqual(createTask('transduction', {answer: 'copy', symbols: 4}).config);
  const paper = jobFor('n-grams', 'ntm-lstm', {settings: 'paper', taskOptions: {signed: false, steps: 9}});
  expect(paper.taskOptions).toEqual({steps: 9});
  expect(paper.taskConfig).toMatchObject({signed: false, steps: 9});
});

test('rejects an option that a task does not have', () => {
  expect(() => jobFor('copy', 'ntm-lstm', {taskOptions: {answer: 'copy'}})).toThrow(
    'copy.answer must be omitted',
  );
});

test('each run has its own name', () => {
  const job = jobFor('repeat-copy', 'ntm-lstm', {seed: 3});
  expect(jobName(job)).toBe('repeat-copy-ntm-lstm-3');
  expect(jobName({...job, settings: 'paper'})).toBe('repeat-copy-ntm-lstm-paper-3');
  const copied = jobFor('transduction', 'lstm', {taskOptions: {symbols: 4, answer: 'copy'}});
  expect(jobName(copied)).toBe('transduction-lstm-answer=copy-symbols=4-1');
});
