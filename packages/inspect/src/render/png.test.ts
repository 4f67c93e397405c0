import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {darkPixels, pixelsOf} from '../fixtures/pixels.js';
import * as api from './png.js';
import {toPng} from './png.js';

const svg = (content: string, fontFamily = 'sans-serif') =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="30" font-size="14" font-family="${fontFamily}">${content}</svg>`;

const darkOf = async (image: string) => darkPixels(pixelsOf(await toPng(image)));

test('the public names', () => {
  expect(Object.keys(api)).toEqual(['toPng']);
});

test('shapes are where they should be, on white', async () => {
  const png = await toPng(svg('<rect x="30" y="10" width="5" height="4" fill="#0072b2"/>'), {scale: 3});
  const {width, height, data} = pixelsOf(png);
  expect([width, height]).toEqual([360, 90]);
  const colorAt = (x: number, y: number) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
  expect(colorAt(91, 31)).toEqual([0x00, 0x72, 0xb2, 255]);
  expect(colorAt(104, 41)).toEqual([0x00, 0x72, 0xb2, 255]);
  expect(colorAt(106, 31)).toEqual([255, 255, 255, 255]);
  expect(colorAt(0, 0)).toEqual([255, 255, 255, 255]);
});

test.each(['sans-serif', 'Helvetica, Arial', 'NoSuchFont', 'monospace', 'serif'])(
  'letters appear in the pixels of a figure with the font %s',
  async (family) => {
    expect(await darkOf(svg('', family))).toBe(0);
    const one = await darkOf(svg('<text x="5" y="20">l</text>', family));
    const many = await darkOf(svg('<text x="5" y="20">time steps</text>', family));
    expect(one).toBeGreaterThan(10);
    expect(many).toBeGreaterThan(5 * one);
  },
);

test('signs of figures have forms of their own, and what the font does not have is a box', async () => {
  const images = await Promise.all(
    [...'−–…βπ→漢'].map(async (sign) =>
      Buffer.from(await toPng(svg(`<text x="5" y="20">${sign}</text>`))).toString('base64'),
    ),
  );
  expect(new Set(images).size).toBe(images.length);
  expect(await darkOf(svg('<text x="5" y="20">漢</text>'))).toBeGreaterThan(10);
  expect(await toPng(svg('<text x="5" y="20">漢</text>'))).toEqual(
    await toPng(svg('<text x="5" y="20">字</text>')),
  );
});

test('bold letters are bold', async () => {
  const plain = await darkOf(svg('<text x="5" y="20">steps</text>'));
  expect(await darkOf(svg('<text x="5" y="20" font-weight="bold">steps</text>'))).toBeGreaterThan(
    1.2 * plain,
  );
});

test('a specification is drawn with its title, at two pixels per pixel', async () => {
  const figure = (title: string) => ({
    title,
    width: 80,
    height: 40,
    data: {values: [{x: 1}]},
    mark: {type: 'point' as const, opacity: 0},
  });
  const [empty, titled] = await Promise.all(
    ['', 'learning'].map(async (title) => pixelsOf(await toPng(figure(title)))),
  );
  expect(empty!.width).toBeGreaterThan(160);
  expect(darkPixels(titled!)).toBeGreaterThan(darkPixels(empty!) + 200);
});

test('wrong arguments are named', async () => {
  await expect(toPng(svg(''), {scale: 0})).rejects.toThrow('scale must be a finite number above 0, got 0');
  await expect(toPng(svg(''), {size: 2} as never)).rejects.toThrow('toPng.size must be omitted');
  await expect(toPng('steps')).rejects.toThrow(ArgumentError);
  await expect(toPng('steps')).rejects.toThrow(/^figure must be an SVG image \(.*\), got "steps"/);
});
