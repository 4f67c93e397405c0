import {ArgumentError} from '@ntmjs/arguments';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {RandomStream} from './random.js';

const draws = <T>(count: number, draw: () => T): T[] => Array.from({length: count}, draw);

function bitsOf(random: RandomStream, length: number): number[] {
  const target = new Float32Array(length);
  random.bits(target);
  return [...target];
}

/** xoroshiro128+ as its authors published it (rotations 24, 37 and a shift of 16), one 32-bit half at a time. */
function* reference(state: readonly number[]): Generator<number> {
  const word = (high: number, low: number) => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  const rotate = (x: bigint, by: bigint) => BigInt.asUintN(64, (x << by) | (x >> (64n - by)));
  let s0 = word(state[0]!, state[1]!);
  let s1 = word(state[2]!, state[3]!);
  while (true) {
    yield Number((s0 + s1) & 0xffffffffn);
    s1 ^= s0;
    s0 = rotate(s0, 24n) ^ s1 ^ BigInt.asUintN(64, s1 << 16n);
    s1 = rotate(s1, 37n);
  }
}

const seeds = fc.maxSafeInteger();
const names = fc.string({maxLength: 12});

// Printed by this package; the test after this one says that they are right.
test('the first draws of a seed, which saved runs rely on', () => {
  const random = new RandomStream(1, 'train');
  expect(random.state).toEqual([-192220212, -405396780, -529602178, 263512028]);
  expect(draws(6, () => random.integer(1, 100))).toEqual([97, 65, 38, 63, 85, 26]);
  expect(random.uniform()).toBe(0.1324048632492576);
  expect(draws(8, () => random.bit())).toEqual([0, 1, 1, 1, 1, 0, 1, 0]);
  expect(bitsOf(random, 8)).toEqual([0, 1, 0, 1, 0, 1, 1, 0]);
});

test('every draw is the published generator', () => {
  fc.assert(
    fc.property(seeds, names, (seed, name) => {
      const random = new RandomStream(seed, name);
      const words = reference(random.state);
      const next = () => words.next().value as number;
      expect(random.bit()).toBe(next() >>> 31);
      expect(random.integer(-7, -7 + 2 ** 32 - 1)).toBe(((next() ^ 0x80000000) >>> 0) - 7);
      const [upper, lower] = [next() % 2 ** 26, next() % 2 ** 27];
      expect(random.uniform()).toBe((upper * 2 ** 27 + lower) / 2 ** 53);
      const expected = draws(3, next).flatMap((word) =>
        draws(24, () => 0).map((_, i) => (word >>> (31 - i)) & 1),
      );
      expect(bitsOf(random, 60)).toEqual(expected.slice(0, 60));
    }),
  );
});

test('equal seeds and names give equal streams', () => {
  fc.assert(
    fc.property(seeds, names, (seed, name) => {
      expect(bitsOf(new RandomStream(seed, name), 100)).toEqual(bitsOf(new RandomStream(seed, name), 100));
    }),
  );
});

test('neighboring seeds, seeds 2³² apart and other names give streams that agree in half of their bits', () => {
  const others = [
    new RandomStream(8, 'train'),
    new RandomStream(-7, 'train'),
    new RandomStream(7 + 2 ** 32, 'train'),
    new RandomStream(7, 'evaluate'),
    new RandomStream(7, 'trainee'),
    new RandomStream(7),
  ];
  const bits = bitsOf(new RandomStream(7, 'train'), 10_000);
  for (const other of others) {
    const agreeing = bitsOf(other, 10_000).filter((bit, index) => bit === bits[index]).length;
    // Its standard deviation is 50.
    expect(Math.abs(agreeing - 5000)).toBeLessThan(250);
  }
});

test('the first draw is uniform over seeds', () => {
  const counts = new Array<number>(16).fill(0);
  for (let seed = -8000; seed < 8000; seed++) counts[new RandomStream(seed, 'train').integer(0, 15)]!++;
  // A count's standard deviation is 31.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('a stream from a state, also through JSON, continues the stream', () => {
  fc.assert(
    fc.property(seeds, fc.nat({max: 50}), (seed, skipped) => {
      const random = new RandomStream(seed);
      draws(skipped, () => random.uniform());
      const resumed = RandomStream.fromState(JSON.parse(JSON.stringify(random.state)));
      const both = [random, resumed].map((stream) => [
        stream.uniform(),
        stream.integer(-3, 1000),
        stream.bit(),
        bitsOf(stream, 50),
        stream.state,
      ]);
      expect(both[1]).toEqual(both[0]);
    }),
  );
});

test('a state that was read does not move with the stream', () => {
  const random = new RandomStream(3);
  const state = random.state;
  const copy = [...state];
  random.bit();
  expect(state).toEqual(copy);
  expect(random.state).not.toEqual(copy);
});

test('integers fill their range evenly, both ends included', () => {
  const random = new RandomStream(11);
  for (const [min, max] of [
    [0, 1],
    [1, 20],
    [-3, 3],
  ] as const) {
    const size = max - min + 1;
    const counts = new Array<number>(size).fill(0);
    for (let draw = 0; draw < 1000 * size; draw++) counts[random.integer(min, max) - min]!++;
    // Chi-square has mean `size` − 1 and variance twice that.
    const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(size - 1 + 5 * Math.sqrt(2 * (size - 1)));
  }
});

test('a range that does not divide 2³² is not biased to its lower part', () => {
  const random = new RandomStream(12);
  const size = 3 * 2 ** 30;
  const lower = draws(30_000, () => random.integer(0, size - 1)).filter((value) => value < 2 ** 30).length;
  // A third; a plain remainder would make it a half. The standard deviation is 82.
  expect(Math.abs(lower - 10_000)).toBeLessThan(400);
});

test('integers stay in any range', () => {
  fc.assert(
    fc.property(seeds, seeds, fc.nat(), (seed, min, distance) => {
      const max = Math.min(min + distance, Number.MAX_SAFE_INTEGER);
      const value = new RandomStream(seed).integer(min, max);
      expect(Number.isSafeInteger(value) && value >= min && value <= max).toBe(true);
    }),
  );
  expect(new RandomStream(1).integer(5, 5)).toBe(5);
});

test('uniform numbers lie in [0, 1) with the mean and variance of that interval', () => {
  const random = new RandomStream(13);
  const values = draws(20_000, () => random.uniform());
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean - 1 / 2)).toBeLessThan(0.01);
  expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.003);
});

test('half of the single bits are ones', () => {
  const random = new RandomStream(14);
  const ones = draws(10_000, () => random.bit()).filter((bit) => bit === 1).length;
  expect(Math.abs(ones - 5000)).toBeLessThan(250);
});

test('filling no bits leaves the stream where it is', () => {
  const random = new RandomStream(15);
  const before = random.state;
  random.bits(new Float32Array(0));
  expect(random.state).toEqual(before);
});

const random = new RandomStream(1);
const fourWords = 'state must be four 32-bit integers, not all zero, got';

test.each([
  [() => new RandomStream(1.5), 'seed must be an integer, got 1.5'],
  [
    () => new RandomStream(2 ** 53),
    'seed must be an integer at least -9007199254740991 and at most 9007199254740991, got 9007199254740992',
  ],
  [() => new RandomStream('1' as never), 'seed must be an integer, got "1"'],
  [() => new RandomStream(1, 2 as never), 'name must be a string, got 2'],
  [() => RandomStream.fromState([1, 2, 3]), `${fourWords} [1,2,3]`],
  [() => RandomStream.fromState([0, 0, 0, 0]), `${fourWords} [0,0,0,0]`],
  [() => RandomStream.fromState([1, 2, 3, 0.5]), `${fourWords} [1,2,3,0.5]`],
  [() => RandomStream.fromState([1, 2, 3, 2 ** 31]), `${fourWords} [1,2,3,2147483648]`],
  [() => RandomStream.fromState([1, 2, 3, 4n] as never), `${fourWords} [1,2,3,4n]`],
  [() => RandomStream.fromState(undefined as never), `${fourWords} undefined`],
  [() => random.integer(0.5, 1), 'min must be an integer, got 0.5'],
  [() => random.integer(0, Number.NaN), 'max must be an integer at least 0, got NaN'],
  [() => random.integer(3, 2), 'max must be an integer at least 3, got 2'],
  [
    () => random.integer(-(2 ** 52), 2 ** 52),
    'max - min must be an integer at least -9007199254740991 and at most 9007199254740991, got 9007199254740992',
  ],
])('%# a wrong argument is named', (call, message) => {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
