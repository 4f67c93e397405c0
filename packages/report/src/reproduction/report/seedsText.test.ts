import {expect, test} from 'vitest';
import {seedsText} from './seedsText.js';

test.each([
  [[7], 'seed 7'],
  [[1, 2], 'seeds 1, 2'],
  [[1, 2, 3], 'seeds 1–3'],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 'seeds 1–10'],
  [[1, 3, 4, 6, 7, 8, 10], 'seeds 1, 3, 4, 6–8, 10'],
])('%j are %s', (seeds, text) => {
  expect(seedsText(seeds)).toBe(text);
});
