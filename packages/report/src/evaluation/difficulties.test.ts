import {ArgumentError} from '@ntmjs/arguments';
import {createTask, RandomStream, taskNames} from '@ntmjs/tasks';
import {describe, expect, test} from 'vitest';
import {
  type DifficultyRanges,
  defaultDifficulties,
  difficultiesOf,
  difficultyText,
  hardDifficulty,
  type Trial,
  trialsOf,
} from './difficulties.js';

describe('defaultDifficulties', () => {
  test.each(taskNames)('of %s begin as trained, go on beyond it, and have episodes', (name) => {
    const task = createTask(name);
    const [first, ...others] = defaultDifficulties(task);
    expect(first).toEqual({});
    const beyond = others.filter((difficulty) =>
      Object.entries(difficulty).some(([part, value]) => value > task.trainingRange[part]!.max),
    );
    expect(beyond.length).toBeGreaterThan(1);
    for (const difficulty of others) {
      expect(task.sample(new RandomStream(1), 1, difficulty).steps).toBeGreaterThan(0);
    }
    expect(new Set(others.map((difficulty) => JSON.stringify(difficulty))).size).toBe(others.length);
  });

  test('are left out where a task with its options has no such episodes', () => {
    const small = createTask('graph-traversal', {digits: 1, base: 9});
    expect(defaultDifficulties(small)).toEqual([{}, {edges: 4}, {edges: 8}, {edges: 12}]);
  });

  test('of a task that declares none are as trained', () => {
    expect(defaultDifficulties({...createTask('copy'), evaluation: []})).toEqual([{}]);
  });
});

describe('difficultiesOf', () => {
  const task = createTask('repeat-copy', {vectorWidth: 2});

  test('are the default ones where nothing was asked for', async () => {
    expect(await difficultiesOf(task, undefined)).toEqual(defaultDifficulties(task));
  });

  test('are every combination, the first part slowest', async () => {
    expect(await difficultiesOf(task, {length: [1, 30]})).toEqual([{length: 1}, {length: 30}]);
    expect(await difficultiesOf(task, {length: [1, 30], repeats: [2, 11]})).toEqual([
      {length: 1, repeats: 2},
      {length: 1, repeats: 11},
      {length: 30, repeats: 2},
      {length: 30, repeats: 11},
    ]);
  });

  test.each<[string, DifficultyRanges, string]>([
    ['copy', {items: [3]}, '--at must be a part of the difficulty of the task copy (length), got "items"'],
    [
      'repeat-copy',
      {steps: [3]},
      '--at must be a part of the difficulty of the task repeat-copy (length, repeats), got "steps"',
    ],
    ['associative-recall', {items: [2, 1]}, '--at items must be an integer at least 2, got 1'],
    ['n-grams', {steps: [400, 5]}, '--at steps must be an integer at least 6, got 5'],
  ])('of %s refuse %j', async (name, ranges, message) => {
    const refused = difficultiesOf(createTask(name), ranges);
    await expect(refused).rejects.toThrow(ArgumentError);
    await expect(refused).rejects.toThrow(message);
  });
});

describe('trialsOf', () => {
  test('are each difficulty on the memory as trained', () => {
    const difficulties: Trial['difficulty'][] = [
      {},
      {length: 1},
      {length: 64},
      {length: 10, repeats: 20},
      {items: 100},
      {steps: 1000},
    ];
    expect(trialsOf(difficulties, 128)).toEqual(difficulties.map((difficulty) => ({difficulty, rows: 128})));
  });

  test('are also on two rows a vector or more where there are fewer', () => {
    expect(trialsOf([{length: 64}, {length: 65}, {length: 120}], 128)).toEqual([
      {difficulty: {length: 64}, rows: 128},
      {difficulty: {length: 65}, rows: 128},
      {difficulty: {length: 65}, rows: 256},
      {difficulty: {length: 120}, rows: 128},
      {difficulty: {length: 120}, rows: 256},
    ]);
    expect(trialsOf([{length: 120}], 32).map(({rows}) => rows)).toEqual([32, 256]);
  });

  test('are without rows for a model without a memory', () => {
    expect(trialsOf([{}, {length: 120}], undefined)).toEqual([{difficulty: {}}, {difficulty: {length: 120}}]);
  });
});

test.each([
  [{}, 'as trained'],
  [{length: 20}, 'length 20'],
  [{length: 10, repeats: 20}, 'length 10, repeats 20'],
])('the text of %j', (difficulty, text) => {
  expect(difficultyText(difficulty)).toBe(text);
});

describe('hardDifficulty', () => {
  test.each([
    ['copy', {}, {length: 200}],
    ['graph-traversal', {}, {nodes: 24}],
    ['graph-traversal', {digits: 1, base: 8}, {nodes: 8}],
  ])('of %s %j is as far beyond training as there are episodes', (name, options, hard) => {
    expect(hardDifficulty(createTask(name, options))).toEqual(hard);
  });
});
