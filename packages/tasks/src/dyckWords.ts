import type {RandomStream} from './random.js';

/**
 * Draws nestings of brackets of a number of pairs and a maximal depth: all are equally likely.
 *
 * With W(r, h), the number of ways to close all h open brackets within r more brackets, the next bracket opens with
 * probability W(r−1, h+1) / W(r, h). Each row of W is scaled, so that no number overflows.
 *
 * @param pairs a positive integer
 * @param depth the most brackets that are open at once, a positive integer
 * @returns a function that draws a nesting: whether each of its 2 `pairs` brackets opens
 */
export function dyckWords(pairs: number, depth: number): (random: RandomStream) => boolean[] {
  const deepest = Math.min(depth, pairs);
  const ways: number[][] = [Array.from({length: deepest + 2}, (_, open) => (open === 0 ? 1 : 0))];
  for (let left = 1; left < 2 * pairs; left++) ways.push(oneMore(ways[left - 1]!, deepest));
  return (random) => {
    let open = 0;
    return Array.from({length: 2 * pairs}, (_, index) => {
      const after = ways[2 * pairs - index - 1]!;
      const opening = after[open + 1]!;
      const closing = open === 0 ? 0 : after[open - 1]!;
      const opens = random.uniform() * (opening + closing) < opening;
      open += opens ? 1 : -1;
      return opens;
    });
  };
}

/** The bytes of all rows of W. */
export function dyckTableBytes(pairs: number, depth: number): number {
  return 2 * pairs * (Math.min(depth, pairs) + 2) * Float64Array.BYTES_PER_ELEMENT;
}

/** The row of W that follows another, with 0 ways beyond the maximal depth. */
function oneMore(ways: readonly number[], deepest: number): number[] {
  const row = ways.map((_, open) => {
    if (open > deepest) return 0;
    return ways[open + 1]! + (open === 0 ? 0 : ways[open - 1]!);
  });
  const largest = Math.max(...row);
  return row.map((value) => value / largest);
}
