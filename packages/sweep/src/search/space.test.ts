import {ArgumentError} from '@ntmjs/arguments';
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {positionOf, type Range, requireSpace, valueAt} from './space.js';

const ranges: readonly Range[] = [
  {type: 'choice', values: ['a', 2, true]},
  {type: 'number', min: -1, max: 3},
  {type: 'number', min: 1e-5, max: 0.1, scale: 'log'},
  {type: 'integer', min: 1, max: 7},
  {type: 'integer', min: 1, max: 1000, scale: 'log'},
  {type: 'integer', min: 4, max: 4},
];

test('a position gives a value of the range, at whose position that value is again', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ranges), fc.double({min: 0, max: 1, noNaN: true}), (range, position) => {
      const value = valueAt(range, position);
      if (range.type === 'choice') expect(range.values).toContain(value);
      else {
        expect(value).toBeGreaterThanOrEqual(range.min);
        expect(value).toBeLessThanOrEqual(range.max);
        if (range.type === 'integer') expect(value).toSatisfy(Number.isInteger);
      }
      const again = valueAt(range, positionOf(range, value));
      if (typeof value === 'number') expect(again).toBeCloseTo(value, 10);
      else expect(again).toBe(value);
    }),
  );
});

test('equal parts of a linear range are equally long, and of a logarithmic one equal factors apart', () => {
  const at = [0, 0.25, 0.5, 0.75, 1];
  expect(at.map((position) => valueAt({type: 'number', min: 0, max: 8}, position))).toEqual([0, 2, 4, 6, 8]);
  const log = at.map((position) => valueAt({type: 'number', min: 1, max: 16, scale: 'log'}, position));
  for (const [index, value] of log.entries()) expect(value).toBeCloseTo(2 ** index, 10);
});

test('every integer takes an equal part of a linear range, its ends too', () => {
  const counts = new Map<unknown, number>();
  for (let position = 0; position < 700; position++) {
    const value = valueAt({type: 'integer', min: 1, max: 7}, (position + 0.5) / 700);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts]).toEqual([1, 2, 3, 4, 5, 6, 7].map((value) => [value, 100]));
});

describe('requireSpace rejects', () => {
  test.each<[unknown, string]>([
    [[], 'space must be an object with a range for each option'],
    [{}, 'space must be an object with a range for at least one option'],
    [{rate: 1}, 'space.rate must be a range'],
    [{rate: {type: 'normal'}}, 'space.rate.type must be one of "choice", "number", "integer", got "normal"'],
    [{rate: {type: 'choice', values: []}}, 'space.rate.values must be'],
    [{rate: {type: 'choice', values: [1, 1]}}, 'space.rate.values must be a list without repetitions'],
    [
      {rate: {type: 'choice', values: [null]}},
      'space.rate.values[0] must be a string, a finite number or a boolean',
    ],
    [{rate: {type: 'number', min: 2, max: 1}}, 'space.rate.max must be'],
    [{rate: {type: 'number', min: 0, max: 1, scale: 'log'}}, 'space.rate.min must be'],
    [{rate: {type: 'integer', min: 0.5, max: 1}}, 'space.rate.min must be an integer'],
    [{rate: {type: 'integer', min: 0, max: 1, steps: 2}}, 'space.rate.steps must be omitted'],
  ])('%j', (space, message) => {
    expect(() => requireSpace('space', space as never)).toThrow(ArgumentError);
    expect(() => requireSpace('space', space as never)).toThrow(message);
  });
});
