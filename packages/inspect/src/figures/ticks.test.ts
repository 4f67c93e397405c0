import {expect, test} from 'vitest';
import {roundTicks} from './ticks.js';

test.each([
  [roundTicks(0, 8, 9), [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  [roundTicks(0, 40, 15), [0, 5, 10, 15, 20, 25, 30, 35, 40]],
  [roundTicks(37, 82, 5), [40, 50, 60, 70, 80]],
  [roundTicks(0, 1000, 12), [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]],
  // Rows 120 … 127 and 0 … 12: places go on, labels start again.
  [roundTicks(120, 140, 5, 128), [120, 125, 128, 133, 138]],
  // Row 120 is too close to row 0 for its label.
  [roundTicks(60, 140, 5, 128), [60, 80, 100, 128]],
])('%# round numbers', (ticks, expected) => {
  expect(ticks).toEqual(expected);
});
