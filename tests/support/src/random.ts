/** Mulberry32, a stream of numbers in [0, 1) that is the same everywhere for a seed. */
export function uniformStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` numbers, uniform over min … max. */
export function uniformNumbers(seed: number, count: number, min = -1, max = 1): number[] {
  const next = uniformStream(seed);
  return Array.from({length: count}, () => min + (max - min) * next());
}

/** `count` distributions over `size` elements, one after the other, without zeros. */
export function distributions(seed: number, count: number, size: number): number[] {
  const shares = uniformNumbers(seed, count * size, 0.05, 1);
  return shares.map((share, index) => {
    const first = index - (index % size);
    return share / shares.slice(first, first + size).reduce((sum, other) => sum + other, 0);
  });
}
