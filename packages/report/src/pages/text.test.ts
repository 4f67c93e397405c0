import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {bits, count, duration, table} from './text.js';

test.each([
  [0, '0'],
  [7, '7'],
  [999, '999'],
  [1000, '1 000'],
  [12_345.6, '12 346'],
  [1_234_567, '1 234 567'],
])('count(%d) is %s', (value, text) => {
  expect(count(value)).toBe(text);
});

test('count only adds spaces, three digits from the end', () => {
  fc.assert(
    fc.property(fc.nat(1e12), (value) => {
      expect(count(value).replaceAll(' ', '')).toBe(String(value));
      expect(count(value)).toMatch(/^\d{1,3}( \d{3})*$/);
    }),
  );
});

test.each([
  [0, '0'],
  [1e-9, '1.0e-9'],
  [0.00099, '9.9e-4'],
  [0.001, '0.00100'],
  [0.12345, '0.123'],
  [9.876, '9.88'],
  [99.94, '99.9'],
  [123.4, '123'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
])('bits(%d) is %s', (value, text) => {
  expect(bits(value)).toBe(text);
});

test.each([
  [0, '0s'],
  [59.4, '59s'],
  [59.6, '1m 00s'],
  [185, '3m 05s'],
  [3599, '59m 59s'],
  [3600, '1h 00m'],
  [7380, '2h 03m'],
  [Number.POSITIVE_INFINITY, '?'],
  [Number.NaN, '?'],
])('duration(%d) is %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

describe('table', () => {
  test('aligns its columns to the right under their heading', () => {
    const text = table([
      ['length', 'bits'],
      ['1', '0.5'],
      ['1000', '12.25'],
    ]);
    expect(text.split('\n')).toEqual([
      '  length    bits',
      '  ──────────────',
      '       1     0.5',
      '    1000   12.25',
    ]);
  });

  test('a heading alone is a table', () => {
    expect(table([['a', 'b']])).toBe('  a   b\n  ─────');
  });
});
