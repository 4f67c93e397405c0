import {
  heapMemory,
  requireArraySizes,
  requireInteger,
  requireList,
  requireMemory,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import {type RandomStream, requireRandom} from './random.js';

/** Draws `count` vectors of `width` random bits each: rows of one array, in the order in which they are drawn. */
export function drawVectors(random: RandomStream, count: number, width: number): Float32Array[] {
  requireRandom('random', random);
  requireArraySizes('the vectors', {count, width});
  const values = new Float32Array(count * width);
  random.bits(values);
  const rows: Float32Array[] = [];
  for (let first = 0; first < values.length; first += width) {
    rows.push(new Float32Array(values.buffer, first * values.BYTES_PER_ELEMENT, width));
  }
  return rows;
}

/**
 * Copies vectors into the first channels of neighboring rows.
 *
 * @param vectors `[count, width]`
 * @param rows `[…, channels]`, to be written from the row `first` on
 */
export function copyVectors(
  vectors: Float32Array,
  width: number,
  rows: Float32Array,
  first: number,
  channels: number,
): void {
  let to = first * channels;
  for (let from = 0; from < vectors.length; from += width, to += channels) {
    for (let bit = 0; bit < width; bit++) rows[to + bit] = vectors[from + bit]!;
  }
}

/** A row of zeros with a 1 on one channel, `[width]`. */
export function oneHot(width: number, channel: number): Float32Array {
  requireArraySizes('the row', {width});
  requireInteger('channel', channel, {min: 0, max: width - 1});
  const row = new Float32Array(width);
  row[channel] = 1;
  return row;
}

/** What the name of a channel takes, with its place in the list. */
const NAME_BYTES = 40;

/** The names of the channels of a vector: `bit 0` … `bit width−1`. */
export function vectorChannels(width: number): string[] {
  requirePositiveInteger('width', width);
  requireMemory('the names', {width}, (sizes) => NAME_BYTES * sizes.width, heapMemory());
  return Array.from({length: width}, (_, bit) => `bit ${bit}`);
}

/** The values in a random order: every order is equally likely. */
export function shuffled<T>(random: RandomStream, values: readonly T[]): T[] {
  requireRandom('random', random);
  requireList('values', values, 'a list');
  const result = [...values];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.integer(0, last);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
