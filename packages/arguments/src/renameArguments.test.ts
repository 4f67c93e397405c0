import {expect, test} from 'vitest';
import {ArgumentError} from './argumentError.js';
import {requirePositiveInteger} from './numbers.js';
import {renameArguments} from './renameArguments.js';

const rename = (argument: string) => `--${argument}`;

test('returns the result of the function', async () => {
  expect(await renameArguments(rename, () => 3)).toBe(3);
  expect(await renameArguments(rename, async () => 4)).toBe(4);
});

test('renames the argument of an ArgumentError', async () => {
  const refused = renameArguments(rename, () => requirePositiveInteger('rows', 0));
  await expect(refused).rejects.toThrow(ArgumentError);
  await expect(refused).rejects.toThrow('--rows must be a positive integer, got 0');
});

test('passes on other errors unchanged', async () => {
  const error = new Error('something else');
  await expect(
    renameArguments(rename, async () => {
      throw error;
    }),
  ).rejects.toBe(error);
});
