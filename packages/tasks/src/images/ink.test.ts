import {encode} from 'fast-png';
import {expect, test} from 'vitest';
import {downscaled} from './downscaled.js';
import {inkOf} from './ink.js';

type Image = Parameters<typeof encode>[0];

test.each<[string, Image, number[]]>([
  [
    '1 bit',
    {width: 3, height: 2, channels: 1, depth: 1, data: new Uint8Array([0b01000000, 0b11100000])},
    [1, 0, 1, 0, 0, 0],
  ],
  [
    '2 bits',
    {width: 3, height: 1, channels: 1, depth: 2, data: new Uint8Array([0b00011000])},
    [1, 2 / 3, 1 / 3],
  ],
  ['4 bits', {width: 3, height: 1, channels: 1, depth: 4, data: new Uint8Array([0x0f, 0x30])}, [1, 0, 0.8]],
  ['8 bits', {width: 2, height: 1, channels: 1, depth: 8, data: new Uint8Array([0, 51])}, [1, 0.8]],
  ['16 bits', {width: 2, height: 1, channels: 1, depth: 16, data: new Uint16Array([65535, 13107])}, [0, 0.8]],
  [
    'transparency',
    {width: 2, height: 1, channels: 2, depth: 8, data: new Uint8Array([0, 51, 0, 255])},
    [0.2, 1],
  ],
  ['colors', {width: 1, height: 1, channels: 3, depth: 8, data: new Uint8Array([255, 102, 102])}, [0.4]],
  [
    'colors and transparency',
    {width: 2, height: 1, channels: 4, depth: 8, data: new Uint8Array([0, 0, 0, 51, 255, 255, 255, 255])},
    [0.2, 0],
  ],
  [
    'a palette',
    {
      width: 3,
      height: 1,
      channels: 1,
      depth: 1,
      data: new Uint8Array([0b01000000]),
      palette: [
        [255, 255, 255],
        [0, 51, 102],
      ],
    },
    [0, 0.8, 0],
  ],
])('the ink of an image of %s', (_, image, expected) => {
  const {width, height, ink} = inkOf(encode(image));
  expect([width, height]).toEqual([image.width, image.height]);
  expect([...ink].map((value) => Number(value.toFixed(4)))).toEqual(
    expected.map((value) => Number(value.toFixed(4))),
  );
});

test('rejects files that are not PNG images', () => {
  expect(() => inkOf(new Uint8Array([1, 2, 3]))).toThrow();
});

test('a table: the mean of the area that a pixel covers, pixels in part too', () => {
  const ink = new Float32Array([0, 1, 1, 0, 0, 0, 1, 0, 1]);
  const half = downscaled({width: 3, height: 3, ink}, 2);
  const area = 1.5 ** 2;
  expect([...half].map((value) => value * area)).toEqual(
    [0.5, 1 + 0.5, 1, 1].map((value) => expect.closeTo(value, 5)),
  );
  expect(downscaled({width: 3, height: 3, ink}, 3)).toEqual(ink);
  expect([...downscaled({width: 3, height: 3, ink}, 1)]).toEqual([expect.closeTo(4 / 9, 6)]);
});

test('downscaling keeps the mean ink, for all sizes', () => {
  const ink = Float32Array.from({length: 7 * 5}, (_, index) => ((index * 31) % 17) / 17);
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (const size of [1, 2, 3, 4, 5]) {
    expect(mean(downscaled({width: 7, height: 5, ink}, size))).toBeCloseTo(mean(ink), 5);
  }
});
