import {ArgumentError, requirePositiveInteger} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {renaming} from './renaming.js';

const rename = (argument: string) => `--${argument}`;

test('what the work returns is returned', async () => {
  expect(await renaming(rename, () => 3)).toBe(3);
  expect(await renaming(rename, async () => 4)).toBe(4);
});

test('a refused argument is named as the user knows it', async () => {
  const refused = renaming(rename, () => requirePositiveInteger('rows', 0));
  await expect(refused).rejects.toThrow(ArgumentError);
  await expect(refused).rejects.toThrow('--rows must be a positive integer, got 0');
});

test('another error is passed on as it is', async () => {
  const error = new Error('something else');
  await expect(
    renaming(rename, async () => {
      throw error;
    }),
  ).rejects.toBe(error);
});
