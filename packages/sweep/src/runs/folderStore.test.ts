import {readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {testFolder} from '../fixtures/smallSweep.js';
import {testStore} from '../fixtures/storeContract.js';
import {FolderFiles} from './folderFiles.js';
import {FolderStore} from './folderStore.js';

testStore(async () => {
  const folder = await testFolder();
  return async () => ({store: new FolderStore(folder), files: new FolderFiles(folder)});
});

test('a file that is written first leaves nothing else, and an error names what cannot be written', async () => {
  const folder = await testFolder();
  const files = new FolderFiles(folder);
  await Promise.all(['one', 'other'].map((text) => files.writeFirst('file', text)));
  expect(await readdir(folder)).toEqual(['file']);
  for (const name of ['.file.1', '.file.1.partial', 'file.partial']) await writeFile(join(folder, name), '');
  expect(await files.names('')).toEqual(['file']);
  const path = join(folder, 'file');
  await expect(files.writeFirst('file/nowhere', '')).rejects.toThrow(`${path} cannot be written`);
});
