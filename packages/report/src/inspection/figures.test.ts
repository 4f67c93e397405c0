import {createTask} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import type {EvaluationResult} from '../evaluation/evaluate.js';
import {beyondFigure} from './figures.js';
import type {Subject} from './subject.js';

/** The figure of a run on repeat copy that was evaluated at these difficulties, with as many wrong bits as repeats. */
async function figureOf(difficulties: readonly Record<string, number>[], rows = 128) {
  const results = difficulties.map(
    (difficulty) =>
      ({
        difficulty,
        rows,
        bits: 0,
        wrongBits: difficulty.repeats ?? 0,
        worstWrongBits: 0,
        episodes: 1,
      }) as EvaluationResult,
  );
  const subject = {runs: [{results}], task: createTask('repeat-copy')} as unknown as Subject;
  return beyondFigure(subject, 'Repeat copy');
}

test('growth along the part that the paper has, with the other parts as most results have them', async () => {
  const planned = [10, 12, 15].map((repeats) => ({length: 10, repeats}));
  const other = [2, 4].map((repeats) => ({length: 3, repeats}));
  const [figure] = await figureOf([{}, ...planned, ...other, {length: 20, repeats: 10}]);
  expect(figure!.alt).toBe(
    'wrong bits per sequence: 10.0 at repeats 10 on 128 rows, 12.0 at repeats 12 on 128 rows, 15.0 at repeats 15 on 128 rows.',
  );
  const [smaller] = await figureOf(other);
  expect(smaller!.alt).toContain('2.00 at repeats 2 on 128 rows, 4.00 at repeats 4');
});

test('a line for each size of the memory says whether training ran on it', async () => {
  const results = [128, 256, 512].flatMap((rows) =>
    [10, 12].map((repeats) => {
      const size = rows === 256 && {trainedSize: true as const};
      const means = {bits: 0, wrongBits: repeats, worstWrongBits: 0, episodes: 1};
      return {difficulty: {length: 10, repeats}, rows, ...size, ...means};
    }),
  );
  const subject = {runs: [{results}], task: createTask('repeat-copy')} as unknown as Subject;
  const [figure] = await beyondFigure(subject, 'Repeat copy');
  const names = [...JSON.stringify(figure!.spec).matchAll(/"(memory of [^"]+)"/g)].map(([, name]) => name);
  expect([...new Set(names)]).toEqual([
    'memory of 128 rows',
    'memory of 256 rows, trained as well',
    'memory of 512 rows',
  ]);
});

test('one point is no growth', async () => {
  expect(await figureOf([{}, {length: 10, repeats: 12}])).toEqual([]);
  expect(await figureOf([])).toEqual([]);
});
