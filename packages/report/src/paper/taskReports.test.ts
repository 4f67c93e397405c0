import {createTask, taskNames} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import type {Difficulty} from '../evaluation/difficulties.js';
import {growthFigure} from '../figures/growth.js';
import {taskReport} from './taskReports.js';

test.each(taskNames.filter((name) => taskReport(name).growth !== undefined))(
  'the growth that reports draw of %s is one that can be drawn',
  async (name) => {
    const task = createTask(name);
    const growth = taskReport(name).growth!;
    const result = (value: number) => {
      const difficulty: Difficulty = {...growth.fixed, [growth.part]: value};
      const metrics = {[growth.metric ?? 'wrongBits']: 0.5};
      return {difficulty, episodes: 1, bits: 1, wrongBits: 1, worstWrongBits: 1, metrics};
    };
    const series = [{name: 'NTM', results: [result(1), result(2)]}];
    const {title} = await growthFigure({title: name, task, growth, series});
    expect(title).toBeDefined();
  },
);
