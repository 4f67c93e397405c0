import {createTask} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {fittingTask} from './fitting.js';
import {presetFor} from './preset.js';

test('a curriculum is left out where it begins beyond the task', () => {
  const {training} = presetFor('few-shot', 'mann');
  const task = (maxShots: number) => createTask('few-shot', {maxShots});
  expect(fittingTask(training, task(5))).toEqual(training);
  const {curriculum, ...rest} = training;
  expect(curriculum).toMatchObject({part: 'shots', start: 5});
  expect(fittingTask(training, task(4))).toEqual(rest);
});

test('settings without a curriculum stay as they are', () => {
  const {training} = presetFor('copy', 'dnc');
  expect(fittingTask(training, createTask('copy', {maxLength: 1}))).toBe(training);
});
