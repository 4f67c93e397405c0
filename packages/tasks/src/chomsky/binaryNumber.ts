import type {RandomStream} from '../random.js';
import {BITS, drawString} from './symbols.js';

/** The number that bits stand for, of which the first is the lowest. */
export function numberOf(bits: readonly string[]): bigint {
  return BigInt(`0b${bits.toReversed().join('')}`);
}

/** The bits of a number ≥ 0, the lowest first, without zeros at the end, except for that of 0. */
export function bitsOf(value: bigint): string[] {
  return [...value.toString(2)].reverse();
}

/** The bits of a number from 1 … 2^width − 1, all equally likely, the lowest first, with zeros up to the width. */
export function drawPositive(random: RandomStream, width: number): string[] {
  let bits: string[];
  do bits = drawString(random, BITS, width);
  while (!bits.includes('1'));
  return bits;
}

/**
 * Draws two positive numbers whose widths are n − 1 together, as `drawPositive` does. The width of the first is drawn uniformly from
 * 1 … n − 2.
 *
 * @param length n, at least 3
 */
export function drawOperands(random: RandomStream, length: number): [string[], string[]] {
  const width = random.integer(1, length - 2);
  return [drawPositive(random, width), drawPositive(random, length - 1 - width)];
}
