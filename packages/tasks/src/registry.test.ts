import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {RandomStream} from './random.js';
import {createTask, taskNames} from './registry.js';

test('the tasks', () => {
  expect(taskNames).toEqual(['copy']);
});

test.each(taskNames)('%s describes itself', (name) => {
  const task = createTask(name);
  expect(task.name).toBe(name);
  expect(task.description).toMatch(/^[A-Z].*\.$/);
  expect(task.inputChannels).toHaveLength(task.inputSize);
  expect(task.outputChannels).toHaveLength(task.outputSize);
  expect(new Set(task.inputChannels).size).toBe(task.inputSize);
  expect(new Set(task.outputChannels).size).toBe(task.outputSize);
});

test.each(taskNames)('%s is made again from its config in JSON', (name) => {
  const task = createTask(name);
  const again = createTask(name, JSON.parse(JSON.stringify(task.config)));
  expect(JSON.stringify(again)).toBe(JSON.stringify(task));
  expect(again.sample(new RandomStream(4), 3)).toEqual(task.sample(new RandomStream(4), 3));
});

test.each(taskNames)('%s samples episodes of the sizes it tells', (name) => {
  const task = createTask(name);
  const {batch, steps, inputSize, outputSize, inputs, targets, mask} = task.sample(new RandomStream(4), 3);
  expect([batch, inputSize, outputSize]).toEqual([3, task.inputSize, task.outputSize]);
  expect(inputs).toHaveLength(batch * steps * inputSize);
  expect(targets).toHaveLength(batch * steps * outputSize);
  expect(mask).toHaveLength(batch * steps);
});

test('options reach the task', () => {
  const task = createTask('copy', {bits: 3, minLength: 4, maxLength: 4});
  expect(task.sample(new RandomStream(1), 2)).toMatchObject({steps: 9, inputSize: 4, outputSize: 3});
  expect(task.sample(new RandomStream(1), 2, {length: 7}).steps).toBe(15);
});

test.each([
  [() => createTask('foo'), 'task must be one of "copy", got "foo"'],
  [() => createTask('toString'), 'task must be one of "copy", got "toString"'],
  [() => createTask(undefined as never), 'task must be one of "copy", got undefined'],
  [() => createTask('copy', {bits: -1}), 'copy.bits must be a positive integer, got -1'],
  [
    () => createTask('copy', {size: 1}),
    'copy.size must be left out (the options are bits, minLength, maxLength), got 1',
  ],
  [
    () => createTask('copy', null as never),
    'copy must be an object with the options bits, minLength, maxLength, got null',
  ],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
