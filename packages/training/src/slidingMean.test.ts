import fc from 'fast-check';
import {expect, test} from 'vitest';
import {SlidingMean} from './slidingMean.js';

test('the mean of the last values', () => {
  const last = new SlidingMean(3);
  expect(last.mean).toBeNaN();
  const means = [3, 5, 1, 9, 2].map((value) => {
    last.push(value);
    return last.mean;
  });
  expect(means).toEqual([3, 4, 3, 5, 4]);
});

test('is full once it has as many values as its size', () => {
  const last = new SlidingMean(2);
  const full = [1, 2, 3].map((value) => {
    last.push(value);
    return last.full;
  });
  expect(full).toEqual([false, true, true]);
});

test('cleared, it is like new', () => {
  const last = new SlidingMean(2);
  expect(last.empty).toBe(true);
  for (const value of [1, 2, 3]) last.push(value);
  expect(last.empty).toBe(false);
  last.clear();
  expect([last.empty, last.full]).toEqual([true, false]);
  for (const value of [5, 6]) last.push(value);
  expect([last.full, last.mean, last.toJSON()]).toEqual([true, 5.5, [5, 6]]);
});

test('what has left the window has no influence, however large it was', () => {
  const last = new SlidingMean(2);
  for (const value of [1e300, 0.1, 0.2]) last.push(value);
  expect(last.mean).toBe((0.1 + 0.2) / 2);
});

test('continues from the last values of another window', () => {
  const first = new SlidingMean(3);
  for (const value of [1, 2, 3, 4]) first.push(value);
  const second = new SlidingMean(3, JSON.parse(JSON.stringify(first)));
  expect(second.full).toBe(true);
  second.push(8);
  expect(second.mean).toBe(5);
  expect(first.mean).toBe(3);
  expect(new SlidingMean(2, [1, 2, 3]).mean).toBe(2.5);
});

test('any series, cut anywhere', () => {
  const values = fc.array(fc.double({min: -1000, max: 1000, noNaN: true}), {minLength: 1, maxLength: 30});
  fc.assert(
    fc.property(values, fc.integer({min: 1, max: 10}), fc.nat(30), (series, size, cut) => {
      const first = new SlidingMean(size);
      for (const value of series.slice(0, cut)) first.push(value);
      const second = new SlidingMean(size, first.toJSON());
      for (const value of series.slice(cut)) second.push(value);
      const last = series.slice(-size);
      expect(second.mean).toBe(last.reduce((sum, value) => sum + value, 0) / last.length);
      expect(second.toJSON()).toEqual(last);
      expect(second.full).toBe(series.length >= size);
    }),
  );
});
