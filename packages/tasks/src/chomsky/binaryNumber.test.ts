import {expect, test} from 'vitest';
import {RandomStream} from '../random.js';
import {bitsOf, drawOperands, drawPositive, numberOf} from './binaryNumber.js';

/** How often each value is drawn in 12 000 times. */
function counted(draw: (random: RandomStream) => string | number): Record<string, number> {
  const random = new RandomStream(7);
  const counts: Record<string, number> = {};
  for (let index = 0; index < 12_000; index++) {
    const value = draw(random);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}

test('the lowest bit is the first', () => {
  expect(numberOf(['0', '1', '1'])).toBe(6n);
  expect(numberOf(['0'])).toBe(0n);
  expect(bitsOf(6n)).toEqual(['0', '1', '1']);
  expect(bitsOf(0n)).toEqual(['0']);
  const large = 2n ** 300n + 5n;
  expect(numberOf(bitsOf(large))).toBe(large);
});

test('positive numbers of a width are equally likely', () => {
  const counts = counted((random) => drawPositive(random, 3).join(''));
  expect(Object.keys(counts).sort()).toEqual(['001', '010', '011', '100', '101', '110', '111']);
  // A count's standard deviation is 38.
  for (const count of Object.values(counts)) expect(Math.abs(count - 12_000 / 7)).toBeLessThan(180);
});

test('the width of the first operand is uniform, and neither is 0', () => {
  const counts = counted((random) => {
    const [first, second] = drawOperands(random, 6);
    expect(first.length + second.length).toBe(5);
    expect(first).toContain('1');
    expect(second).toContain('1');
    return first.length;
  });
  expect(Object.keys(counts)).toEqual(['1', '2', '3', '4']);
  // A count's standard deviation is 47.
  for (const count of Object.values(counts)) expect(Math.abs(count - 3000)).toBeLessThan(220);
});
