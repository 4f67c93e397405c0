import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import type {Outcome} from './part.js';
import {runPart} from './runPart.js';

/** The program runs what this package was built to. */
const planted = fileURLToPath(new URL('../fixtures/planted.js', import.meta.url));

async function outcomesOf(
  indices: readonly number[],
  casesPerProcess?: number,
): Promise<Map<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();
  await runPart({
    ...{command: [planted], limit: 5, indices, casesPerProcess, signal: new AbortController().signal},
    onOutcome: (index, outcome) => outcomes.set(index, outcome),
  });
  return outcomes;
}

test('cases that pass, in one process or in several', async () => {
  const passed = {counts: {passed: 1}};
  expect([...(await outcomesOf([0, 4, 5]))]).toEqual([0, 4, 5].map((index) => [index, passed]));
  expect([...(await outcomesOf([4, 5], 1))]).toEqual([4, 5].map((index) => [index, passed]));
});

test('a case that hangs, one that dies, and one with an error that nobody catches fail; the next one passes', async () => {
  const outcomes = await outcomesOf([1, 2, 3, 4]);
  expect(outcomes.get(1)?.failure).toMatch(/^case 1: the process hangs/);
  expect(outcomes.get(2)?.failure).toMatch(/^case 2: the process ended \(SIGSEGV\)/);
  expect(outcomes.get(3)?.failure).toMatch(/nobody caught an error: Error: planted/);
  expect(outcomes.get(4)).toEqual({counts: {passed: 1}});
});

test('no case after the signal', async () => {
  const stop = new AbortController();
  const indices: number[] = [];
  await runPart({
    ...{command: [planted], limit: 5, indices: [4, 5, 6], signal: stop.signal},
    onOutcome(index) {
      indices.push(index);
      stop.abort();
    },
  });
  expect(indices).toEqual([4]);
});
