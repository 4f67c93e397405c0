import type * as fs from 'node:fs/promises';
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {append, makeFolder, WriteError, write, writeWhole} from './writing.js';

/** What the disk does to a file that is written; it takes it unless a test says otherwise. */
let disk: (path: string) => Promise<void> = async () => {};

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof fs>();
  const writeFile = async (...args: Parameters<typeof real.writeFile>) => {
    await disk(String(args[0]));
    return real.writeFile(...args);
  };
  return {...real, writeFile};
});
afterEach(() => {
  disk = async () => {};
});

const path = useFolder();

/** The error of a system call, which names no file where the disk is at fault. */
const failing = (code: string) => async () => {
  throw Object.assign(new Error(`${code}: something, write`), {code, syscall: 'write'});
};

test.each([
  ['ENOSPC', 'the disk is full (ENOSPC)'],
  ['EDQUOT', 'the disk quota is used up (EDQUOT)'],
  ['EROFS', 'the file system is read-only (EROFS)'],
  ['EACCES', 'permission is denied (EACCES)'],
  ['EIO', 'the disk failed (EIO)'],
  ['EMFILE', 'EMFILE: something, write'],
])('%s names the file', async (code, reason) => {
  disk = failing(code);
  const writing = write(path('file'), 'text');
  await expect(writing).rejects.toThrow(WriteError);
  await expect(writing).rejects.toThrow(`${path('file')} cannot be written: ${reason}`);
  await expect(writing).rejects.toMatchObject({path: path('file'), cause: {code}});
});

test('a folder that is gone names the file', async () => {
  for (const call of [write, append, writeWhole]) {
    await expect(call(path('none', 'file'), 'text')).rejects.toThrow(
      /none\/file cannot be written: its folder was moved or deleted \(ENOENT\)$/,
    );
  }
});

test('other errors pass', async () => {
  disk = async () => {
    throw new Error('a bug');
  };
  await expect(write(path('file'), 'text')).rejects.toThrow(/^a bug$/);
});

test('a folder is made with its parents, also by several at once, but not in place of a file or below one', async () => {
  await Promise.all(Array.from({length: 8}, () => makeFolder(path('a', 'b', 'c'))));
  expect(await readdir(path('a', 'b'))).toEqual(['c']);
  await write(path('file'), 'text');
  await expect(makeFolder(path('file'))).rejects.toThrow(`${path('file')} cannot be written: EEXIST`);
  await expect(makeFolder(path('file', 'a'))).rejects.toThrow(
    `${path('file', 'a')} cannot be written: ENOTDIR`,
  );
});

describe('a file that is written whole', () => {
  test('is replaced', async () => {
    for (const text of ['first', 'second']) await writeWhole(path('file'), text);
    expect(await readFile(path('file'), 'utf8')).toBe('second');
    expect(await readdir(path())).toEqual(['file']);
  });

  test('stays as it was where the disk is full, without a remainder', async () => {
    await writeWhole(path('file'), 'first');
    disk = async (file) => {
      disk = async () => {};
      await writeFile(file, 'sec');
      await failing('ENOSPC')();
    };
    await expect(writeWhole(path('file'), 'second')).rejects.toThrow('the disk is full');
    expect(await readFile(path('file'), 'utf8')).toBe('first');
    expect(await readdir(path())).toEqual(['file']);
  });

  test('does not replace a folder', async () => {
    await mkdir(path('file'));
    await expect(writeWhole(path('file'), 'text')).rejects.toThrow(
      `${path('file')} cannot be written: EISDIR`,
    );
    expect(await readdir(path())).toEqual(['file']);
  });
});
