import {expect, test} from 'vitest';
import {dyckWords} from './dyckWords.js';
import {RandomStream} from './random.js';

/** How many brackets are open after each. */
function heights(word: readonly boolean[]): number[] {
  let open = 0;
  return word.map((opens) => {
    open += opens ? 1 : -1;
    return open;
  });
}

/** All ways to nest, by trying out everything. */
function allWords(pairs: number, depth: number): string[] {
  const words = Array.from({length: 4 ** pairs}, (_, code) =>
    Array.from({length: 2 * pairs}, (_, index) => ((code >> index) & 1) === 1),
  );
  return words
    .filter((word) => {
      const open = heights(word);
      return open.at(-1) === 0 && open.every((height) => height >= 0 && height <= depth);
    })
    .map((word) => word.join());
}

test.each([
  [1, 1],
  [3, 3],
  [4, 2],
  [4, 3],
  [4, 9],
])('each way of %i pairs, at most %i deep, is as likely', (pairs, depth) => {
  const expected = allWords(pairs, depth);
  const draw = dyckWords(pairs, depth);
  const random = new RandomStream(1);
  const counts = new Map<string, number>();
  const each = 500;
  for (let count = 0; count < each * expected.length; count++) {
    const word = draw(random).join();
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual(expected.sort());
  // A count's standard deviation is 22.
  for (const count of counts.values()) expect(Math.abs(count - each)).toBeLessThan(110);
});

test.each([
  [2000, 1],
  [2000, 5],
  [1500, 1500],
])('long words are well nested too: %i pairs, at most %i deep', (pairs, depth) => {
  const open = heights(dyckWords(pairs, depth)(new RandomStream(2)));
  expect(open).toHaveLength(2 * pairs);
  expect(open.at(-1)).toBe(0);
  expect(Math.min(...open)).toBe(0);
  expect(Math.max(...open)).toBeLessThanOrEqual(depth);
  // Free words are about as deep as the root of π times their pairs.
  expect(Math.max(...open)).toBeGreaterThanOrEqual(Math.min(depth, 40));
});
