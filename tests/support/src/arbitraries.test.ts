import fc from 'fast-check';
import {expect, test} from 'vitest';
import {anyDistributions, anyNumbers} from './arbitraries.js';
import {expectClose} from './close.js';
import {rowsOf} from './samples.js';

test('returns the given number of values, within their range, with zeros among them', () => {
  const samples = fc.sample(anyNumbers(6, -2, 3), 200);
  for (const numbers of samples) expect(numbers).toHaveLength(6);
  expect(Math.min(...samples.flat())).toBeGreaterThanOrEqual(-2);
  expect(Math.max(...samples.flat())).toBeLessThanOrEqual(3);
  expect(samples.flat().filter((number) => number === 0).length).toBeGreaterThan(120);
});

test('a range without zero is kept', () => {
  for (const number of fc.sample(anyNumbers(5, 1, 2), 100).flat()) expect(number).toBeGreaterThanOrEqual(1);
});

test('distributions sum to 1, and some are one-hot', () => {
  const samples = fc.sample(anyDistributions(2, 4), 200);
  const rows = samples.flatMap((flat) => rowsOf(flat, 4));
  expect(rows).toHaveLength(400);
  for (const row of rows) {
    expectClose([row.reduce((sum, share) => sum + share, 0)], [1]);
    expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
  }
  expect(rows.some((row) => row.includes(1))).toBe(true);
});
