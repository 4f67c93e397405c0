import type {RandomStream} from './random.js';

/** `count` vectors of `bits` random bits each: rows of one array, in the order in which they are drawn. */
export function drawVectors(random: RandomStream, count: number, bits: number): Float32Array[] {
  const values = new Float32Array(count * bits);
  random.bits(values);
  return Array.from({length: count}, (_, row) => values.subarray(row * bits, (row + 1) * bits));
}

/** 1 on one channel and 0 on the others, `[width]`. */
export function oneHot(width: number, channel: number): Float32Array {
  const row = new Float32Array(width);
  row[channel] = 1;
  return row;
}

/** The names of the channels of a vector: `bit 0` … `bit bits−1`. */
export function vectorChannels(bits: number): string[] {
  return Array.from({length: bits}, (_, bit) => `bit ${bit}`);
}
