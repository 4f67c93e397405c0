import {expect, test} from 'vitest';
import {createTask, taskNames} from './registry.js';
import {seedText, upgradeDifficulty, upgradeDifficultyPart, upgradeTaskConfig} from './savedConfigs.js';

const graphs = {minNodes: 6, maxNodes: 8, digits: 2, base: 5, planning: 0};

test.each([
  ['copy', {bits: 3, maxLength: 5}, {vectorWidth: 3, maxLength: 5}],
  ['repeat-copy', {bits: 3, delimiter: false}, {vectorWidth: 3, delimiter: false}],
  ['associative-recall', {bits: 3}, {vectorWidth: 3}],
  ['priority-sort', {bits: 3}, {vectorWidth: 3}],
  ['copy-stream', {bits: 3}, {vectorWidth: 3}],
  [
    'graph-traversal',
    {...graphs, minEdges: 1, maxEdges: 3, maxSteps: 2},
    {...graphs, minDegree: 1, maxDegree: 3, maxPathEdges: 2},
  ],
  ['shortest-path', {maxSteps: 2}, {maxPathEdges: 2}],
  ['n-grams', {steps: 50}, {steps: 50}],
])('a saved config of %s gets the names of today', (name, saved, today) => {
  expect(upgradeTaskConfig(name, saved)).toEqual(today);
  expect(createTask(name, upgradeTaskConfig(name, saved)).config).toMatchObject(today);
});

test.each([...taskNames, 'a task of another package'])('a current config of %s stays unchanged', (name) => {
  const {config} = taskNames.includes(name) ? createTask(name) : {config: {bits: 1}};
  expect(JSON.stringify(upgradeTaskConfig(name, config))).toBe(JSON.stringify(config));
});

test('a saved difficulty gets the names of today', () => {
  expect(upgradeDifficulty('graph-traversal', {nodes: 9, steps: 4})).toEqual({nodes: 9, edges: 4});
  expect(upgradeDifficulty('n-grams', {steps: 400})).toEqual({steps: 400});
  expect(upgradeDifficultyPart('shortest-path', 'steps')).toBe('edges');
  expect(upgradeDifficultyPart('n-grams', 'steps')).toBe('steps');
});

test('the text that seeds evaluation has the first names', () => {
  expect(seedText('graph-traversal', {nodes: 9, edges: 4})).toBe('{"nodes":9,"steps":4}');
  expect(seedText('copy', {length: 10})).toBe('{"length":10}');
});
