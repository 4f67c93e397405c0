import {ArgumentError} from '@ntmjs/arguments';
import {createTask} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {type CurriculumArgs, createCurriculum, curriculumTypes} from './createCurriculum.js';

const task = createTask('copy', {vectorWidth: 2, minLength: 2, maxLength: 20});

test('the kinds that can be asked for', () => {
  expect(curriculumTypes).toEqual(['fixed', 'doubling']);
});

const doubling = {type: 'doubling', part: 'length', start: 2, below: 1};
const doublingOptions = 'the options are part, start, metric, below, window';

test.each([
  [undefined, 'curriculum.type must be one of "fixed", "doubling", got undefined'],
  [{type: 'random'}, 'curriculum.type must be one of "fixed", "doubling", got "random"'],
  [{type: 'fixed'}, 'curriculum.difficulty must be an object with the options length, got undefined'],
  [
    {type: 'fixed', difficulty: {size: 3}},
    'curriculum.difficulty.size must be omitted (the options are length), got 3',
  ],
  [{type: 'fixed', difficulty: {length: 0}}, 'difficulty.length must be a positive integer, got 0'],
  [
    {type: 'fixed', difficulty: {}, below: 1},
    'curriculum.below must be omitted (the options are difficulty), got 1',
  ],
  [{...doubling, part: 'size'}, 'curriculum.part must be one of "length", got "size"'],
  [{...doubling, start: 0}, 'curriculum.start must be an integer at least 1 and at most 20, got 0'],
  [{...doubling, start: 21}, 'curriculum.start must be an integer at least 1 and at most 20, got 21'],
  [{...doubling, start: 2.5}, 'curriculum.start must be an integer at least 1 and at most 20, got 2.5'],
  [{...doubling, metric: 'loss'}, 'curriculum.metric must be one of "bits", "wrongBits", got "loss"'],
  [{...doubling, below: '1'}, 'curriculum.below must be a finite number, got "1"'],
  [{...doubling, window: 0}, 'curriculum.window must be a positive integer, got 0'],
  [{...doubling, factor: 2}, `curriculum.factor must be omitted (${doublingOptions}), got 2`],
])('%o is refused', (args, message) => {
  expect(() => createCurriculum(args as CurriculumArgs, task)).toThrow(ArgumentError);
  expect(() => createCurriculum(args as CurriculumArgs, task)).toThrow(message);
});

test.each([1, 21])('a state with a maximum of %d is refused', (max) => {
  const create = () => createCurriculum(doubling as CurriculumArgs, task, {max, values: []});
  expect(create).toThrow(`state.curriculum.max must be an integer at least 2 and at most 20, got ${max}`);
});
