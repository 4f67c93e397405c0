import fc from 'fast-check';

/** `count` numbers of min … max, zero among them more often than chance would have it. */
export function anyNumbers(count: number, min: number, max: number): fc.Arbitrary<number[]> {
  const number = fc.oneof(
    {weight: 1, arbitrary: fc.constant(Math.min(Math.max(0, min), max))},
    {weight: 4, arbitrary: fc.double({min, max, noNaN: true})},
  );
  return fc.array(number, {minLength: count, maxLength: count});
}

/** `count` distributions over `size` elements, one after the other; some are one-hot. */
export function anyDistributions(count: number, size: number): fc.Arbitrary<number[]> {
  const oneHot = fc.nat(size - 1).map((hot) => Array.from({length: size}, (_, index) => +(index === hot)));
  const mixed = anyNumbers(size, 0, 1).map((shares) => {
    const sum = shares.reduce((total, share) => total + share, 0);
    return sum > 1e-3 ? shares.map((share) => share / sum) : shares.map(() => 1 / size);
  });
  const distribution = fc.oneof({weight: 1, arbitrary: oneHot}, {weight: 4, arbitrary: mixed});
  return fc.array(distribution, {minLength: count, maxLength: count}).map((rows) => rows.flat());
}
