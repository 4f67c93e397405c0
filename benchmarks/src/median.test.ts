import {expect, test} from 'vitest';
import {median} from './median.js';

test('the median', () => {
  expect(median([3])).toBe(3);
  expect(median([9, 1, 10])).toBe(9);
  expect(median([4, 1, 2, 100])).toBe(3);
  expect(median([])).toBeNaN();
});
