import {modelConfigs} from '@ntmjs/presets';
import {createTask} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {reproductionPlan, sweepPlan, trainingPlan} from './plan.js';

const task = createTask('copy');
const at = {length: [100]};
const counts = {trained: 1, beyond: 1, extreme: 1};
const training = {compile: 'auto'} as never;

const rowsOf = (plan: readonly {settings: readonly {rows?: number | undefined}[]}[]) =>
  plan.flatMap(({settings}) => settings.map(({rows}) => rows));

test('longer sequences are evaluated on a larger memory too, by sweeps, trainings and reproductions', () => {
  const model = {...modelConfigs['ntm-lstm']};
  expect(rowsOf(sweepPlan(task, model, {at, episodes: 1}))).toEqual([128, 128, 256]);
  const planned = trainingPlan(task, {model: model as never, training}, {ranges: at, episodes: 1});
  expect(rowsOf(planned)).toEqual([128, 256]);
  expect(new Set(rowsOf(reproductionPlan(task, model, counts)))).toEqual(new Set([128, 256, 2048]));
});

test('but not where the weights depend on the number of rows', () => {
  const model = {...modelConfigs.delta};
  expect(rowsOf(sweepPlan(task, model, {at, episodes: 1}))).toEqual([32, 32]);
  const planned = trainingPlan(task, {model: model as never, training}, {ranges: at, episodes: 1});
  expect(rowsOf(planned)).toEqual([32]);
  expect(new Set(rowsOf(reproductionPlan(task, model, counts)))).toEqual(new Set([32]));
});
