/** The FNV-1a hash of a text's UTF-16 code units, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}

/** A bijection of 32-bit integers that changes half the bits of its result with any bit of `word` (MurmurHash3's). */
function scramble(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

/**
 * The first state of a generator: every bit of the seed and of the name's hash reaches every bit of the state, so that
 * neighboring seeds, and one seed under two names, start far apart.
 *
 *     word_i = f(f(f(hash(name) + i φ) ⊕ low(seed)) ⊕ high(seed)),   i = 1 … 4
 *
 * where f is a bijection, so the four words are all different, and never all zero.
 *
 * @param seed a safe integer: its low 32 bits and the rest are mixed in one after the other
 * @param name any text
 * @returns four 32-bit integers
 */
export function stateFromSeed(seed: number, name: string): readonly number[] {
  const start = hashText(name);
  const low = seed | 0;
  const high = Math.floor(seed / 2 ** 32) | 0;
  return [1, 2, 3, 4].map((index) => {
    const word = (start + Math.imul(index, 0x9e3779b9)) | 0;
    return scramble(scramble(scramble(word) ^ low) ^ high);
  });
}
