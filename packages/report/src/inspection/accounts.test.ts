import type {EpisodeTrace} from '@ntmjs/inspect';
import {createTask, RandomStream} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {type HeadSummary, numberRanges, summarizeMemory} from './accounts.js';
import {accountsHtml} from './accountsHtml.js';

const ROWS = 10;

/** A head with 0.9 of its weight on these rows and the rest on the next row; with gates if they are given. */
function headAt(rows: readonly number[], gates?: readonly number[]): EpisodeTrace['heads'][0] {
  const weighting = {shape: [rows.length, ROWS], data: new Float32Array(rows.length * ROWS)};
  for (const [step, row] of rows.entries()) {
    weighting.data[step * ROWS + row] = 0.9;
    weighting.data[step * ROWS + row + 1] = 0.1;
  }
  const stays = rows.flatMap(() => [0, 1, 0]);
  const shown = gates && {
    interpolationGate: {shape: [rows.length, 1], data: Float32Array.from(gates)},
    shiftWeights: {shape: [rows.length, 3], data: Float32Array.from(stays)},
    contentWeighting: weighting,
    interpolatedWeighting: weighting,
  };
  return {index: 0, kind: 'read', label: 'read head', values: {weighting, ...shown}};
}

function summaryOf(head: EpisodeTrace['heads'][0]) {
  const task = createTask('copy');
  const episode = task.sample(new RandomStream(1), 1, {length: 2});
  const trace = {steps: 5, heads: [head], rowValues: {}} as unknown as EpisodeTrace;
  return summarizeMemory(trace, episode, task, ROWS);
}

test('what a head did in numbers, and the rows that were never used', () => {
  const {heads, unusedRows} = summaryOf(headAt([1, 2, 6, 1, 2], [0, 0, 1, 1, 0]));
  expect(heads[0]).toMatchObject({pointing: 5, byContent: 2, byLocation: 3, weight: expect.closeTo(0.9)});
  // 2^0.469, the entropy of 0.9 and 0.1.
  expect((heads[0] as HeadSummary).effectiveRows).toBeCloseTo(1.384, 3);
  expect(unusedRows).toEqual([0, 4, 5, 8, 9]);
});

test('the same in a page', () => {
  const html = accountsHtml(summaryOf(headAt([1, 2, 6, 1, 2], [0, 0, 1, 1, 0])));
  expect(html).toContain('<p>5 of 10 rows were never used: 0, 4–5, 8–9.</p>');
  expect(html).toContain(
    '<th scope="row">read head</th><td>5 of 5 steps</td><td>0.90</td><td>1.4</td><td>2 steps</td><td>3 steps</td>',
  );
  expect(html).toContain(
    '<li>steps 0–4 (input, delimiter, answer): moves irregularly, pointing at rows 1, 2, 6, 1, 2</li>',
  );
  expect(html).toContain(
    '<th scope="row">2</th><td>6</td><td>0.90</td><td>1.4</td><td>+4</td><td>content, at row 6</td>',
  );
});

test('does not state how other heads found their rows', () => {
  const summary = summaryOf(headAt([1, 2, 3, 4, 5]));
  expect(summary.heads[0]).not.toHaveProperty('byContent');
  expect(accountsHtml(summary)).toContain('Only heads of Neural Turing Machines show how they find rows');
});

test('numbers as runs', () => {
  expect(numberRanges([])).toBe('');
  expect(numberRanges([0, 1, 2, 5, 7, 8])).toBe('0–2, 5, 7–8');
});
