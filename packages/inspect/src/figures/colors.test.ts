import {expect, test} from 'vitest';
import {distance, type Rgb, visions} from '../fixtures/colorVision.js';
import {toSvg} from '../render/svg.js';
import {COLORS, type HeatColors, signedColors, unitColors} from './colors.js';

/** The colors that a figure gives to values. */
async function colorsOf({field, encoding}: HeatColors, values: readonly number[]): Promise<string[]> {
  const svg = await toSvg({
    data: {values: values.map((value, index) => ({index, [field]: value}))},
    mark: {type: 'rect', width: 3, height: 3, aria: false},
    encoding: {x: {field: 'index', type: 'quantitative'}, ...encoding},
  });
  const fills = [...svg.matchAll(/<path d="[^"]*h3v3h-3Z" fill="(#\w{6})"/g)].map(([, fill]) => fill!);
  expect(fills).toHaveLength(values.length);
  return fills;
}

const upwards = Array.from({length: 21}, (_, index) => index / 20);

/** The distances from each color to the next. */
const steps = (colors: readonly Rgb[]) =>
  colors.slice(1).map((color, index) => distance(color, colors[index]!));

test.each(Object.entries(visions))(
  'for a reader with %s, a value that grows gets lighter by equal steps',
  async (_, seenAs) => {
    const lightness = (await colorsOf(unitColors('value'), upwards)).map((color) => seenAs(color)[0]);
    for (const [index, value] of lightness.slice(1).entries()) {
      const step = value - lightness[index]!;
      expect(step).toBeGreaterThan(1.5);
      expect(step).toBeLessThan(6);
    }
  },
);

test('both sides of signed values go from white in equal steps, equally far', async () => {
  const seenAs = visions['all cones']!;
  const [below, above] = await Promise.all(
    [-2, 2].map(async (most) => {
      const colors = await colorsOf(
        signedColors('input', 2),
        upwards.map((value) => most * value),
      );
      expect(colors[0]).toBe('#ffffff');
      return steps(colors.map(seenAs));
    }),
  );
  const [shortest, longest] = [Math.min(...below!, ...above!), Math.max(...below!, ...above!)];
  expect(shortest).toBeGreaterThan(3);
  expect(longest / shortest).toBeLessThan(1.3);
});

test.each(Object.entries(visions).filter(([name]) => name !== 'no colors'))(
  'a reader with %s sees the sign of a value from a quarter of the scale on',
  async (_, seenAs) => {
    for (const value of [0.25, 0.5, 1]) {
      const [below, above] = await colorsOf(signedColors('input', 1), [-value, value]);
      expect(distance(seenAs(below!), seenAs(above!))).toBeGreaterThan(12);
    }
  },
);

test('a value below 0 or above 1 has the color of the nearer end', async () => {
  const [low, zero, one, high] = await colorsOf(unitColors('value'), [-1, 0, 1, 2]);
  expect([low, high]).toEqual([zero, one]);
  expect(zero).toBe(unitColors('value').zero);
});

const seers = Object.entries(visions).filter(([name]) => name !== 'no colors');

test.each(seers)('a reader with %s can distinguish every two series', (_, seenAs) => {
  for (const [index, one] of COLORS.entries()) {
    for (const other of COLORS.slice(index + 1)) {
      expect(distance(seenAs(one), seenAs(other)), `${one} and ${other}`).toBeGreaterThan(15);
    }
  }
});

test('every series is seen on white', () => {
  for (const color of COLORS) expect(visions['no colors']!(color)[0]).toBeLessThan(72);
});
