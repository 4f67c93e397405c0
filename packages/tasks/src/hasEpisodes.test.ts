import {expect, test} from 'vitest';
import {createTask, hasEpisodes, type Task} from './index.js';

test.each([
  ['copy', {length: 1000}, true],
  ['copy', {length: 0}, false],
  ['copy', {repeats: 2}, false],
  ['graph-traversal', {nodes: 1}, false],
  ['graph-traversal', {}, true],
] as const)('%s has episodes of %j: %s', (name, difficulty, expected) => {
  expect(hasEpisodes(createTask(name), difficulty)).toBe(expected);
});

test('an error that is not about the difficulty is not taken for one', () => {
  const sample = () => {
    throw new Error('broken');
  };
  expect(() => hasEpisodes({...createTask('copy'), sample} as Task, {})).toThrow('broken');
});
