import {type Job, jobOf} from '@ntmjs/report/reproduction';
import {RandomStream} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {jobSampler} from './jobSampler.js';

const job = (model: Job['model'], seed: number): Job =>
  jobOf({task: 'copy', taskOptions: {}, model, settings: 'measured', seed});

test('the runs are points in their order, and a baseline waits for what it is compared with', () => {
  const trained = [job('ntm-lstm', 1), job('ntm-lstm', 2), job('lstm', 1)];
  const sampler = jobSampler({trained, jobs: trained, known: new Map(), most: 500});
  const random = new RandomStream(1);
  const first = {run: 'copy-ntm-lstm-1', sequences: 500};
  const second = {run: 'copy-ntm-lstm-2', sequences: 500};
  expect(sampler.size).toBe(3);
  expect(sampler.next({observed: [], pending: []}, random)).toEqual(first);
  expect(sampler.next({observed: [], pending: [first]}, random)).toEqual(second);
  const solved = {point: first, value: 20};
  expect(sampler.next({observed: [solved], pending: [second]}, random)).toBeUndefined();
  const over = (value: number) => ({observed: [solved, {point: second, value}], pending: []});
  expect(sampler.next(over(30), random)).toEqual({run: 'copy-lstm-1', sequences: 300});
  // One that did not solve the task, or failed, counts with all of its sequences.
  expect(sampler.next(over(Number.POSITIVE_INFINITY), random)).toEqual({run: 'copy-lstm-1', sequences: 500});
  const done = {point: {run: 'copy-lstm-1', sequences: 300}, value: 300};
  expect(sampler.next({observed: [...over(30).observed, done], pending: []}, random)).toBeUndefined();
});
