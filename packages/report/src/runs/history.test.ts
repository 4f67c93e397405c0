import type {Run} from '@ntmjs/training/runs';
import {expect, test} from 'vitest';
import {readCurve} from './history.js';

/** The sequences of the points of a run's curve, with a line for each difficulty, 100 sequences apart. */
async function sequencesOf(curriculum: object | undefined, orders: readonly (number | undefined)[]) {
  const lines = orders.map((order, index) => ({
    ...{sequences: 100 * (index + 1), bits: 1, wrongBits: 1},
    ...(order !== undefined && {difficulty: {order}}),
  }));
  const config = {task: {name: 'n-grams', config: {order: 6}}, training: {curriculum}};
  const curve = await readCurve({config, folder: 'run', readLog: async () => lines} as unknown as Run);
  return curve.map(({sequences}) => sequences);
}

const stepping = {type: 'stepping', part: 'order', start: 3, step: 1, below: 2};

test.each<[object | undefined, (number | undefined)[], number[]]>([
  [undefined, [undefined, undefined], [100, 200]],
  [{type: 'fixed', difficulty: {order: 3}}, [3, 3], [100, 200]],
  [{...stepping, start: 6}, [6, 6], [100, 200]],
  // The first line at an order may still have the means of the one before.
  [stepping, [3, 4, 6, 6, 6], [400, 500]],
  [stepping, [3, 3, 4], []],
  [stepping, [5, 6], []],
  [stepping, [], []],
])('with the curriculum %o, the curve of lines at the orders %o', async (curriculum, orders, expected) => {
  expect(await sequencesOf(curriculum, orders)).toEqual(expected);
});
