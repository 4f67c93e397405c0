import {expect, test} from 'vitest';
import {Curve} from './curve.js';

test('a curve keeps at most 400 points, in order, over the whole training', () => {
  const curve = new Curve();
  for (let sequences = 1; sequences <= 100_000; sequences++) curve.add({sequences, bits: 1 / sequences});
  const {points} = curve;
  expect(points.length).toBeLessThanOrEqual(400);
  expect(points.length).toBeGreaterThan(150);
  expect(points[0]).toEqual({sequences: 1, bits: 1});
  const gaps = points.slice(1).map(({sequences}, index) => sequences - points[index]!.sequences);
  expect(Math.min(...gaps)).toBeGreaterThan(0);
  expect(points.at(-1)!.sequences).toBeGreaterThan(99_000);
});

test('a curve continues saved points at the same spacing', () => {
  const points = [1, 11, 21].map((sequences) => ({sequences, bits: 1}));
  const curve = new Curve(points);
  curve.add({sequences: 25, bits: 2});
  curve.add({sequences: 31, bits: 3});
  expect(curve.points).toEqual([...points, {sequences: 31, bits: 3}]);
  expect(points).toHaveLength(3);
});
