import {createTask, RandomStream} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {createCurriculum} from './createCurriculum.js';

const task = createTask('copy', {vectorWidth: 2, maxLength: 4});

test('always the same difficulty, also beyond the training range, and no randomness', () => {
  const curriculum = createCurriculum({type: 'fixed', difficulty: {length: 9}}, task);
  const random = new RandomStream(1);
  for (let count = 0; count < 5; count++) {
    expect(curriculum.draw(random)).toEqual({length: 9});
    curriculum.learn({bits: [0], wrongBits: [0]});
  }
  expect(curriculum.difficulty).toEqual({length: 9});
  expect(curriculum.state).toBeUndefined();
  expect(random.state).toEqual(new RandomStream(1).state);
});

test('the task draws what is left out', () => {
  const {draw} = createCurriculum({type: 'fixed', difficulty: {}}, task);
  const random = new RandomStream(1);
  const steps = Array.from({length: 40}, () => task.sample(random, 1, draw(random)).steps);
  expect(new Set(steps)).toEqual(new Set([3, 5, 7, 9]));
});
