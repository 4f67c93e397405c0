import {expect, test} from 'vitest';
import {allBlocks, standardBlocks} from './cases.js';
import {median, medianRatio, toRows} from './measurement.js';

test('the median', () => {
  expect(median([3])).toBe(3);
  expect(median([9, 1, 10])).toBe(9);
  expect(median([4, 1, 2, 100])).toBe(3);
  expect(median([])).toBeNaN();
});

test('a ratio compares rates round by round, so that it is the same on a machine that slows down', () => {
  const first = [100, 50, 10];
  expect(
    medianRatio(
      first.map((rate) => rate * 4),
      first,
    ),
  ).toBe(4);
  expect(medianRatio([20, 30, 5], [10, 10, 10])).toBe(2);
});

test('a row of the JSON file is the case and the median', () => {
  const rest = {ratio: 2, memory: 64, compileMilliseconds: 7};
  expect(toRows([{case: standardBlocks[0]![2]!, rates: [10, 12.34567, 50], ...rest}])).toEqual([
    {
      engine: 'compiled',
      backend: 'wasm',
      model: 'ntm-feedforward',
      task: 'copy',
      batch: 1,
      length: 10,
      threads: 1,
      sequencesPerSecond: 12.35,
    },
  ]);
});

test('the model’s name shows that a row is a forward pass', () => {
  const item = allBlocks.flat().find(({work}) => work === 'forward')!;
  expect(toRows([{case: item, rates: [1], ratio: 1, memory: 64}])[0]!.model).toBe('ntm-feedforward-forward');
});
