import fc from 'fast-check';
import {expect, test} from 'vitest';
import {fitLine} from './lineFit.js';

test('points on a line, and points beside one', () => {
  expect(fitLine([-1, 0, 2], [5, 3, -1])).toEqual({intercept: 3, slope: -2, error: 0});
  // By hand: means 1 and 2, Σ (x − 1)(y − 2) = 3, Σ (x − 1)² = 2.
  const {intercept, slope, error} = fitLine([0, 1, 2], [1, 1, 4]);
  expect([intercept, slope]).toEqual([0.5, 1.5]);
  expect(error).toBeCloseTo(Math.sqrt((0.25 + 1 + 0.25) / 3), 12);
});

test('no other line is closer', () => {
  const points = fc.array(fc.tuple(fc.integer({min: -20, max: 20}), fc.integer({min: -20, max: 20})), {
    minLength: 2,
    maxLength: 8,
  });
  fc.assert(
    fc.property(points, (pairs) => {
      const xs = pairs.map(([x]) => x);
      const ys = pairs.map(([, y]) => y);
      fc.pre(new Set(xs).size > 1);
      const {intercept, slope, error} = fitLine(xs, ys);
      const errorOf = (a: number, b: number) =>
        Math.sqrt(pairs.reduce((sum, [x, y]) => sum + (y - a - b * x) ** 2, 0) / pairs.length);
      expect(error).toBeCloseTo(errorOf(intercept, slope), 9);
      for (const step of [-0.01, 0.01]) {
        expect(errorOf(intercept + step, slope)).toBeGreaterThanOrEqual(error - 1e-12);
        expect(errorOf(intercept, slope + step)).toBeGreaterThanOrEqual(error - 1e-12);
      }
    }),
  );
});
