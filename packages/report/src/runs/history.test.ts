import type {Run} from '@ntmjs/training/runs';
import {expect, test} from 'vitest';
import {readCurve} from './history.js';

/** The sequences of the points of a run's curve, with a line for each difficulty, 100 sequences apart. */
async function sequencesOf(orders: readonly (number | undefined)[]) {
  const lines = orders.map((order, index) => ({
    ...{sequences: 100 * (index + 1), bits: 1, wrongBits: 1},
    ...(order !== undefined && {difficulty: {order}}),
  }));
  const curve = await readCurve({folder: 'run', readLog: async () => lines} as unknown as Run);
  return curve.map(({sequences}) => sequences);
}

test.each<[(number | undefined)[], number[]]>([
  [
    [undefined, undefined],
    [100, 200],
  ],
  [
    [3, 3],
    [100, 200],
  ],
  // The first line at a difficulty still has the means of the one before.
  [
    [3, 4, 6, 6, 6],
    [400, 500],
  ],
  [
    [3, 3, 4],
    [100, 200],
  ],
  [[5, 6], [100]],
  [[], []],
])('the curve of lines at the orders %o has the points at the last of them', async (orders, expected) => {
  expect(await sequencesOf(orders)).toEqual(expected);
});
