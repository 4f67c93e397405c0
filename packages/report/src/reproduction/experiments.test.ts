import {createTask, type TaskConfig} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {experimentsOf, experimentTitle} from './experiments.js';
import type {JobResult} from './result.js';

function resultsOn(...tasks: (readonly [string, TaskConfig])[]): JobResult[] {
  return tasks.map(([name, config]) => ({task: createTask(name, config)}) as JobResult);
}

const named = (results: readonly JobResult[]) => experimentsOf(results).map(({name, title}) => [name, title]);

test('a task with default options has only its title', () => {
  const results = resultsOn(['copy', {}], ['transduction', {}], ['copy', {vectorWidth: 8}]);
  expect(named(results)).toEqual([
    ['copy', 'Copy'],
    ['transduction', 'Transduction'],
  ]);
  expect(experimentsOf(results)[0]!.runs).toEqual([results[0], results[2]]);
});

test('the same task with other options is another experiment, and both titles state the difference', () => {
  const results = resultsOn(
    ['copy', {}],
    ['transduction', {answer: 'copy'}],
    ['copy', {endMarker: true, vectorWidth: 4}],
    ['transduction', {}],
  );
  expect(named(results)).toEqual([
    ['copy-vectorWidth-8-endMarker-false', 'Copy (vector width 8, end marker no)'],
    ['transduction-answer-copy', 'Transduction (answer copy)'],
    ['copy-vectorWidth-4-endMarker-true', 'Copy (vector width 4, end marker yes)'],
    ['transduction-answer-reverse', 'Transduction (answer reverse)'],
  ]);
});

test('alone, a task states how it differs from its defaults', () => {
  expect(named(resultsOn(['transduction', {answer: 'copy'}]))).toEqual([
    ['transduction-answer-copy', 'Transduction (answer copy)'],
  ]);
  expect(experimentTitle(createTask('n-grams', {signed: false}))).toBe('Dynamic n-grams (signed no)');
});
