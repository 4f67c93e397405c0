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

test('what takes a much larger memory is evaluated on a fifth of the episodes, unless it is asked for', () => {
  const plan = (name: keyof typeof modelConfigs, of: string, ranges?: {length: number[]}) =>
    trainingPlan(createTask(of), {model: {...modelConfigs[name]} as never, training}, {ranges, episodes: 90});
  expect(plan('dnc', 'parity-check')).toEqual([
    {
      settings: [
        {difficulty: {}, rows: 64},
        {difficulty: {length: 50}, rows: 64},
        {difficulty: {length: 50}, rows: 128},
        {difficulty: {length: 100}, rows: 64},
        {difficulty: {length: 100}, rows: 256},
      ],
      episodes: 90,
    },
    {
      settings: [
        {difficulty: {length: 200}, rows: 64},
        {difficulty: {length: 200}, rows: 512},
        {difficulty: {length: 500}, rows: 64},
        {difficulty: {length: 500}, rows: 1024},
      ],
      episodes: 18,
    },
  ]);
  for (const fixed of ['lstm', 'delta'] as const) {
    const [usual, long] = plan(fixed, 'parity-check');
    expect([usual!.settings.length, long!.settings]).toEqual([5, []]);
  }
  const [asked, ...others] = plan('dnc', 'parity-check', {length: [500]});
  expect(asked).toMatchObject({settings: [{rows: 64}, {rows: 1024}], episodes: 90});
  expect(others).toEqual([]);
  const [usual, extreme] = plan('ntm-lstm', 'copy');
  expect(usual!.settings.at(-1)).toEqual({difficulty: {length: 120}, rows: 256});
  expect(extreme).toEqual({settings: [{difficulty: {length: 1000}, rows: 2048}], episodes: 18});
});
