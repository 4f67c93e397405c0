import {expect, test} from 'vitest';
import {standardCases} from './cases.js';
import {ratiosToFirst, toRows} from './measurement.js';

test('a ratio compares equal rounds, so that a machine that slows down does not show', () => {
  const first = [100, 50, 10];
  expect(ratiosToFirst([first, first.map((rate) => rate * 4)])).toEqual([1, 4]);
  expect(
    ratiosToFirst([
      [10, 10, 10],
      [20, 30, 5],
    ]),
  ).toEqual([1, 2]);
});

test('a row of the JSON file is the case and the median', () => {
  expect(toRows([{case: standardCases[2]!, rates: [10, 12.34567, 50], ratio: 2}])).toEqual([
    {
      engine: 'pytorch',
      backend: 'cpu',
      model: 'ntm-feedforward',
      task: 'copy',
      batch: 1,
      length: 10,
      threads: 1,
      sequencesPerSecond: 12.35,
    },
  ]);
});
