import {expect, test} from 'vitest';
import {expectClose} from './close.js';
import {distributions, uniformNumbers} from './random.js';
import {rowsOf} from './samples.js';

test('equal seeds give equal numbers, other seeds other ones', () => {
  expect(uniformNumbers(3, 20)).toEqual(uniformNumbers(3, 20));
  expect(uniformNumbers(3, 20)).not.toEqual(uniformNumbers(4, 20));
});

test('numbers are spread over their range', () => {
  const numbers = uniformNumbers(1, 4000, 2, 6);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(2);
  expect(Math.max(...numbers)).toBeLessThan(6);
  for (let quarter = 2; quarter < 6; quarter++) {
    const count = numbers.filter((number) => Math.floor(number) === quarter).length;
    expect(Math.abs(count - 1000)).toBeLessThan(120); // a count's standard deviation is 27
  }
});

test('distributions sum to 1, with no zeros', () => {
  const rows = rowsOf(distributions(1, 5, 4), 4);
  expectClose(
    rows.map((row) => row.reduce((sum, share) => sum + share, 0)),
    [1, 1, 1, 1, 1],
  );
  expect(Math.min(...rows.flat())).toBeGreaterThan(0);
});
