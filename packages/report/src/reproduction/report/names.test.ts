import {taskNames} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {taskTitles} from './names.js';

test('every task has a title', () => {
  expect(Object.keys(taskTitles)).toEqual(taskNames);
});
