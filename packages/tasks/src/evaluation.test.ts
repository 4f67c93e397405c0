import {expect, test} from 'vitest';
import {evaluationDifficulties, evaluationStream, evaluationTaskOf, hasEpisodes} from './evaluation.js';
import {RandomStream} from './random.js';
import {createTask} from './registry.js';

test.each([
  ['copy', {length: 1000}, true],
  ['copy', {length: 0}, false],
  ['copy', {repeats: 2}, false],
  ['graph-traversal', {nodes: 1}, false],
  ['graph-traversal', {}, true],
] as const)('%s has episodes of %j: %s', (name, difficulty, expected) => {
  expect(hasEpisodes(createTask(name), difficulty)).toBe(expected);
});

test('an error other than one of an argument is thrown on', () => {
  const sample = () => {
    throw new Error('broken');
  };
  expect(() => hasEpisodes({...createTask('copy'), sample}, {})).toThrow('broken');
});

test('difficulties that the options rule out are not evaluated', () => {
  const task = createTask('graph-traversal', {digits: 1, base: 12});
  expect(evaluationDifficulties(task)).toEqual([{}, {edges: 4}, {edges: 8}, {edges: 12}, {nodes: 12}]);
});

test('a task without held-out classes is evaluated on itself', () => {
  const task = createTask('copy');
  expect(evaluationTaskOf(task)).toBe(task);
});

test('each difficulty is evaluated on its own stream, named after its first part', () => {
  const [copy, graphs] = [createTask('copy'), createTask('graph-traversal')];
  const stream = (text: string) => new RandomStream(7, `evaluate ${text}`).state;
  expect(evaluationStream(copy, 7).state).toEqual(stream('{}'));
  expect(evaluationStream(copy, 7, {length: 9}).state).toEqual(stream('{"length":9}'));
  expect(evaluationStream(graphs, 7, {nodes: 9, edges: 3}).state).toEqual(stream('{"nodes":9,"steps":3}'));
});
