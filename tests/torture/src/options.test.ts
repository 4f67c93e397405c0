import {expect, test} from 'vitest';
import {parseOptions} from './options.js';
import {partNames} from './parts.js';

test('options, and their defaults', () => {
  expect(parseOptions([])).toMatchObject({parts: partNames, seed: 1, from: 0});
  expect(parseOptions(['kills', '--count', '10', '--seed', '2', '--from', '3', '--only', '0'])).toMatchObject(
    {
      ...{parts: ['kills'], count: 10, seed: 2, from: 3, only: 0},
    },
  );
  expect(parseOptions(['--help'])).toMatchObject({help: expect.stringContaining('kills')});
});

test.each([
  [['kill'], 'part'],
  [['--count', '0'], '--count'],
  [['--seed', 'x'], '--seed'],
  [['--only=-1'], '--only'],
  [['--no-such'], 'arguments'],
])('%j is refused', (args, argument) => {
  expect(() => parseOptions(args)).toThrow(argument);
});
