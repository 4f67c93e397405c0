import {crc32c as otherCrc32c} from '@node-rs/crc32';
import {eventsOf} from '@ntmjs/test-support/tensorboardEvents';
import {expect, test} from 'vitest';
import {crc32c} from './crc32c.js';
import {type EventArgs, tensorboardEvent, tensorboardStart} from './events.js';

/** The first bytes of a PNG of 3 × 2 pixels. */
const png = Uint8Array.from([
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
  ...[0, 0, 0, 3, 0, 0, 0, 2, 8, 6],
]);

test('the checksum is that of the standard and of another implementation', () => {
  // RFC 3720, B.4: 32 bytes of zeros, and of ones.
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  const bytes = Uint8Array.from({length: 1000}, (_, index) => (index * 37) % 251);
  expect(crc32c(bytes)).toBe(otherCrc32c(Buffer.from(bytes)));
});

test('a file begins with its version; one that goes on begins with a restart at its step', () => {
  expect(eventsOf(tensorboardStart({wallTime: 12.5}))).toEqual([
    {wallTime: 12.5, fileVersion: 'brain.Event:2'},
  ]);
  expect(eventsOf(tensorboardStart({wallTime: 12.5, step: 300}))).toEqual([
    {wallTime: 12.5, fileVersion: 'brain.Event:2'},
    {wallTime: 12.5, step: 300, sessionLog: {status: 'START'}},
  ]);
});

test('an event has its scalars, histograms and images by their tags', () => {
  const args = {
    ...{step: 2 ** 40, wallTime: 1e9 + 0.25},
    scalars: {bits: 0.5, 'learning rate': 2 ** -9},
    histograms: {'read head': Float32Array.of(0, 0, 1, 2), same: [3, 3], none: []},
    images: {episode: png},
  };
  const bucket = Array<number>(30).fill(0);
  expect(eventsOf(tensorboardStart(), tensorboardEvent(args))[1]).toEqual({
    ...{step: 2 ** 40, wallTime: 1e9 + 0.25},
    summary: {
      value: [
        {tag: 'bits', simpleValue: 0.5},
        {tag: 'learning rate', simpleValue: 2 ** -9},
        {
          tag: 'read head',
          histo: {
            ...{min: 0, max: 2, num: 4, sum: 3, sumSquares: 5},
            bucketLimit: bucket.map((_, index) => expect.closeTo((2 * (index + 1)) / 30, 12)),
            bucket: bucket.map((_, index) => ({0: 2, 15: 1, 29: 1})[index] ?? 0),
          },
        },
        {tag: 'same', histo: {min: 3, max: 3, num: 2, sum: 6, sumSquares: 18, bucketLimit: [3], bucket: [2]}},
        {tag: 'none', histo: {min: 0, max: 0, num: 0, sum: 0, sumSquares: 0, bucketLimit: [0], bucket: [0]}},
        {tag: 'episode', image: {height: 2, width: 3, colorspace: 4, encodedImageString: Buffer.from(png)}},
      ],
    },
  });
});

test.each<[Partial<Record<keyof EventArgs, unknown>>, string]>([
  [{step: -1}, 'event.step must be an integer at least 0, got -1'],
  [{step: 1, scalars: {bits: '1'}}, 'event.scalars.bits must be a finite number, got "1"'],
  [{step: 1, histograms: {w: [Number.NaN]}}, 'event.histograms.w[0] must be a finite number, got NaN'],
  [{step: 1, images: {episode: png.subarray(0, 20)}}, 'event.images.episode must be the bytes of a PNG'],
])('rejects %o', (args, message) => {
  expect(() => tensorboardEvent(args as unknown as EventArgs)).toThrow(message);
});
