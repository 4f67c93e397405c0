import {ArgumentError} from '@ntmjs/arguments';
import {createTask, evaluationDifficulties} from '@ntmjs/tasks';
import {describe, expect, test} from 'vitest';
import {
  type Difficulty,
  type DifficultyRanges,
  difficultiesOf,
  difficultyText,
  evaluationSettings,
  hardDifficulty,
} from './difficulties.js';

describe('difficultiesOf', () => {
  const task = createTask('repeat-copy', {vectorWidth: 2});

  test('default to those of the task', () => {
    expect(difficultiesOf(task, undefined)).toEqual(evaluationDifficulties(task));
  });

  test('are every combination, the first part slowest', () => {
    expect(difficultiesOf(task, {length: [1, 30]})).toEqual([{length: 1}, {length: 30}]);
    expect(difficultiesOf(task, {length: [1, 30], repeats: [2, 11]})).toEqual([
      {length: 1, repeats: 2},
      {length: 1, repeats: 11},
      {length: 30, repeats: 2},
      {length: 30, repeats: 11},
    ]);
  });

  test.each<[string, DifficultyRanges, string]>([
    [
      'copy',
      {items: [3]},
      'difficulty must be a part of the difficulty of the task copy (length), got "items"',
    ],
    [
      'repeat-copy',
      {steps: [3]},
      'difficulty must be a part of the difficulty of the task repeat-copy (length, repeats), got "steps"',
    ],
    ['associative-recall', {items: [2, 1]}, 'difficulty.items must be an integer at least 2, got 1'],
    ['n-grams', {steps: [400, 5]}, 'difficulty.steps must be an integer at least 6, got 5'],
  ])('of %s reject %j', (name, ranges, message) => {
    const refused = () => difficultiesOf(createTask(name), ranges);
    expect(refused).toThrow(ArgumentError);
    expect(refused).toThrow(message);
  });
});

describe('evaluationSettings', () => {
  test('are each difficulty on the memory as trained', () => {
    const difficulties: Difficulty[] = [
      {},
      {length: 1},
      {length: 64},
      {length: 10, repeats: 20},
      {items: 100},
      {steps: 1000},
    ];
    expect(evaluationSettings(difficulties, 128)).toEqual(
      difficulties.map((difficulty) => ({difficulty, rows: 128})),
    );
  });

  test('are also on two rows a vector or more where there are fewer', () => {
    expect(evaluationSettings([{length: 64}, {length: 65}, {length: 120}], 128)).toEqual([
      {difficulty: {length: 64}, rows: 128},
      {difficulty: {length: 65}, rows: 128},
      {difficulty: {length: 65}, rows: 256},
      {difficulty: {length: 120}, rows: 128},
      {difficulty: {length: 120}, rows: 256},
    ]);
    expect(evaluationSettings([{length: 120}], 32).map(({rows}) => rows)).toEqual([32, 256]);
  });

  test.each([' ', 0, Number.NaN])('reject the rows %j', (rows) => {
    const settings = () => evaluationSettings([{length: 120}], rows as never);
    expect(settings).toThrow(ArgumentError);
    expect(settings).toThrow('rows must be a positive integer, got ');
  });

  test('are without rows for a model without a memory', () => {
    expect(evaluationSettings([{}, {length: 120}], undefined)).toEqual([
      {difficulty: {}},
      {difficulty: {length: 120}},
    ]);
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
