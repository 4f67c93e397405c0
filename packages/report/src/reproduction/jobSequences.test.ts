import {presetFor} from '@ntmjs/presets';
import {expect, test} from 'vitest';
import {type Job, jobName, jobOf} from './job.js';
import {jobConfig} from './jobConfig.js';
import {jobSequences, type Took} from './jobSequences.js';

const job = (model: Job['model'], seed = 1): Job =>
  jobOf({task: 'copy', taskOptions: {}, model, settings: 'measured', seed});

const tookOf = (...runs: readonly (readonly [Job, number])[]) =>
  new Map(runs.map(([job, sequences]): [string, Took] => [jobName(job), {job, sequences}]));

test('a model with settings of its own trains as long as these say, and no longer than allowed', () => {
  const {sequences} = presetFor('copy', 'ntm-lstm', 'measured').training;
  const args = {jobs: [], took: new Map()};
  expect(jobSequences(job('ntm-lstm'), args)).toBe(sequences);
  expect(jobSequences(job('ntm-lstm'), {...args, most: 70})).toBe(70);
});

test('what others are compared with trains as long as the slowest of them took, the LSTM ten times as long', () => {
  const rivals = [1, 2].flatMap((seed) => [job('ntm-feedforward', seed), job('ntm-lstm', seed)]);
  const took = tookOf([rivals[0]!, 50], [rivals[1]!, 30], [rivals[2]!, 10], [rivals[3]!, 40]);
  const args = {jobs: [...rivals, job('stack'), job('lstm')], took};
  expect(jobSequences(job('stack'), args)).toBe(50);
  expect(jobSequences(job('lstm'), args)).toBe(500);
  expect(jobSequences(job('lstm'), {...args, most: 70})).toBe(70);
  const lacking = new Map([...took].slice(1));
  expect(jobSequences(job('lstm'), {...args, took: lacking})).toBeUndefined();
});

test('others that are known count only where a reproduction has none', () => {
  const took = tookOf([job('ntm-lstm'), 30], [job('ntm-feedforward'), 100]);
  expect(jobSequences(job('lstm'), {jobs: [job('lstm')], took})).toBe(1000);
  expect(jobSequences(job('lstm'), {jobs: [job('lstm'), job('ntm-lstm')], took})).toBe(300);
});

test('a rate that falls does so over as many sequences as a run trains on', () => {
  const of = (sequences: number) => jobConfig(job('ntm-feedforward'), sequences).training;
  const {sequences, learningRateDecay} = presetFor('copy', 'ntm-feedforward', 'measured').training;
  expect(of(sequences)).toMatchObject({sequences, learningRateDecay});
  expect(of(50)).toMatchObject({sequences: 50, learningRateDecay: {to: learningRateDecay!.to, over: 50}});
});
