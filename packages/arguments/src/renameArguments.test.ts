import {expect, test} from 'vitest';
import {ArgumentError} from './argumentError.js';
import {requirePositiveInteger} from './numbers.js';
import {renameArguments} from './renameArguments.js';

const rename = (argument: string) => `--${argument}`;

test('what the work returns is returned', async () => {
  expect(await renameArguments(rename, () => 3)).toBe(3);
  expect(await renameArguments(rename, async () => 4)).toBe(4);
});

test('a refused argument is named as the user knows it', async () => {
  const refused = renameArguments(rename, () => requirePositiveInteger('rows', 0));
  await expect(refused).rejects.toThrow(ArgumentError);
  await expect(refused).rejects.toThrow('--rows must be a positive integer, got 0');
});

test('another error is passed on as it is', async () => {
  const error = new Error('something else');
  await expect(
    renameArguments(rename, async () => {
      throw error;
    }),
  ).rejects.toBe(error);
});
