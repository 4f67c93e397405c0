import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {expect, inject, test} from 'vitest';

const MAX_BYTES = 500_000;

test('the page takes at most 500 KB, compressed, without the weights of trained networks', async () => {
  const folder = inject('page');
  const files = (await readdir(folder, {recursive: true})).filter((name) => /\.(html|js|css)$/.test(name));
  const sizes = await Promise.all(
    files.map(async (name) => gzipSync(await readFile(join(folder, name))).length),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(files.length).toBeGreaterThan(2);
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThanOrEqual(MAX_BYTES);
});
