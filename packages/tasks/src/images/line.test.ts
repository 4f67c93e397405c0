import fc from 'fast-check';
import {expect, test} from 'vitest';
import {drawLine} from './line.js';

function drawn(size: number, from: [number, number], to: [number, number], radius: number): Float32Array {
  const pixels = new Float32Array(size * size);
  drawLine({size, pixels}, from, to, radius);
  return pixels;
}

test('a table: a row of pixels, and half the ink of those beside it', () => {
  expect([...drawn(4, [0, 0.375], [1, 0.375], 0.25)]).toEqual([
    ...[0.5, 0.5, 0.5, 0.5],
    ...[1, 1, 1, 1],
    ...[0.5, 0.5, 0.5, 0.5],
    ...[0, 0, 0, 0],
  ]);
});

test('a dot is round', () => {
  expect([...drawn(3, [0.5, 0.5], [0.5, 0.5], 1 / 3)].map((ink) => Number(ink.toFixed(3)))).toEqual([
    0.086, 0.5, 0.086, 0.5, 1, 0.5, 0.086, 0.5, 0.086,
  ]);
});

/** The same at every pixel of the image, by the nearest of many points on the line. */
function oracle(size: number, from: [number, number], to: [number, number], radius: number): number[] {
  return Array.from({length: size * size}, (_, pixel) => {
    const [x, y] = [((pixel % size) + 0.5) / size, (Math.floor(pixel / size) + 0.5) / size];
    const distances = Array.from({length: 2001}, (_, part) => {
      const share = part / 2000;
      return Math.hypot(x - from[0] - share * (to[0] - from[0]), y - from[1] - share * (to[1] - from[1]));
    });
    return Math.min(Math.max((radius - Math.min(...distances)) * size + 0.5, 0), 1);
  });
}

test('each pixel has the ink of its distance from the line, for lines outside the image too', () => {
  const coordinate = fc.double({min: -0.3, max: 1.3, noNaN: true});
  const point = fc.tuple(coordinate, coordinate);
  fc.assert(
    fc.property(
      fc.integer({min: 1, max: 9}),
      point,
      point,
      fc.double({min: 0, max: 0.3, noNaN: true}),
      (size, from, to, radius) => {
        const pixels = drawn(size, from, to, radius);
        for (const [pixel, ink] of oracle(size, from, to, radius).entries()) {
          expect(Math.abs(pixels[pixel]! - ink)).toBeLessThan(0.01);
        }
      },
    ),
    {numRuns: 50},
  );
});

test('a line over others takes no ink away', () => {
  const pixels = new Float32Array(16).fill(0.75);
  drawLine({size: 4, pixels}, [0, 0.375], [1, 0.375], 0.25);
  expect([...pixels.subarray(0, 8)]).toEqual([0.75, 0.75, 0.75, 0.75, 1, 1, 1, 1]);
});
