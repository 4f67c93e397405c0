import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {TracedArray} from '../trace/episodeTrace.js';
import {attendedBand, bandOf, describeBand, positionInBand} from './rowBand.js';

/** A weighting of one step that is on these rows. */
function on(rows: number, attended: readonly number[]): TracedArray {
  const data = new Float32Array(rows);
  for (const row of attended) data[row] = 0.02;
  return {shape: [1, rows], data};
}

test.each([
  [[0, 1, 2], {first: 0, count: 5}, 'rows 0–4'],
  [[40, 44], {first: 38, count: 9}, 'rows 38–46'],
  [[127], {first: 125, count: 3}, 'rows 125–127'],
  [[126, 1], {first: 124, count: 8}, 'rows 124–127 and 0–3'],
  [[0, 64], {first: 0, count: 67}, 'rows 0–66'],
  [[0, 60, 100], {first: 58, count: 73}, 'rows 58–127 and 0–2'],
  [[], {first: 0, count: 128}, 'rows 0–127'],
  [[0, 30, 60, 90, 120], {first: 118, count: 103}, 'rows 118–127 and 0–92'],
  [Array.from({length: 12}, (_, i) => 11 * i), {first: 0, count: 128}, 'rows 0–127'],
])('%# the band of attended rows', (attended, expected, words) => {
  const band = attendedBand([on(128, attended)], true);
  expect(band).toEqual({...expected, rows: 128});
  expect(describeBand(band)).toBe(words);
});

test.each([
  [[0, 1, 2], {first: 0, count: 5}],
  [[126, 1], {first: 0, count: 128}],
  [[100, 127], {first: 98, count: 30}],
  [[40, 44], {first: 38, count: 9}],
  [[], {first: 0, count: 128}],
])('%# the band of a memory that is no ring does not pass the last row', (attended, expected) => {
  expect(attendedBand([on(128, attended)], false)).toEqual({...expected, rows: 128});
});

test('weights of 0.01 and less are no attention, and all heads count', () => {
  const head = on(128, [10]);
  head.data[90] = 0.01;
  expect(attendedBand([head, on(128, [14])], true)).toEqual({first: 8, count: 9, rows: 128});
});

test('every attended row is in the band once', () => {
  const cases = fc
    .integer({min: 1, max: 60})
    .chain((rows) => fc.tuple(fc.constant(rows), fc.array(fc.nat({max: rows - 1})), fc.boolean()));
  fc.assert(
    fc.property(cases, ([rows, attended, ring]) => {
      const band = attendedBand([on(rows, attended)], ring);
      if (!ring) expect(band.first + band.count).toBeLessThanOrEqual(rows);
      expect(band.first).toBeGreaterThanOrEqual(0);
      expect(band.count).toBeLessThanOrEqual(rows);
      const rowsOfBand = Array.from({length: rows}, (_, row) => row).filter((row) => {
        const position = positionInBand(band, row);
        if (position === undefined) return false;
        expect(position % rows).toBe(row);
        expect(position).toBeGreaterThanOrEqual(band.first);
        expect(position).toBeLessThan(band.first + band.count);
        return true;
      });
      expect(rowsOfBand).toHaveLength(band.count);
      expect(rowsOfBand).toEqual(expect.arrayContaining(attended));
    }),
  );
});

test('a page can import it without tfjs: it imports checks of arguments only', () => {
  for (const file of ['./rowBand.ts', '../trace/requireTrace.ts']) {
    const source = readFileSync(new URL(file, import.meta.url), 'utf8');
    const imports = [...source.matchAll(/^import (?!type )[^;]*from '([^']*)';$/gm)].map(([, from]) => from);
    for (const from of imports) expect(['@ntmjs/arguments', '../trace/requireTrace.js']).toContain(from);
  }
});

test('the margin is as wide as it should be', () => {
  const attended = Array.from({length: 12}, (_, row) => row === 4 || row === 5);
  expect(bandOf(attended, {ring: true, margin: 1})).toEqual({first: 3, count: 4, rows: 12});
  expect(bandOf(attended, {ring: false, margin: 0})).toEqual({first: 4, count: 2, rows: 12});
});

test('the band of no rows is empty', () => {
  expect(bandOf([], {ring: true, margin: 1})).toEqual({first: 0, count: 0, rows: 0});
});
