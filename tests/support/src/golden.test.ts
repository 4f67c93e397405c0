import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import type * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {useBackend} from './backends.js';
import {readGolden} from './golden.js';
import {type GoldenArray, goldenTensor} from './goldenArray.js';

useBackend('cpu');

test('a golden file is read into tensors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  try {
    const file = join(folder, 'golden.json');
    writeFileSync(file, '{"inputs": {"key": {"shape": [2, 3], "data": [1, 2, 3, 4, 5, 6]}}}');
    const {inputs} = readGolden<{inputs: {key: GoldenArray}}>(pathToFileURL(file));
    const key = goldenTensor<tf.Tensor2D>(inputs.key);
    expect(key.shape).toEqual([2, 3]);
    expect(key.arraySync()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  } finally {
    rmSync(folder, {recursive: true});
  }
});

test('rejects an array with missing elements', () => {
  expect(() => goldenTensor({shape: [2, 3], data: [1, 2, 3, 4, 5]})).toThrow(/Based on the provided shape/);
});

test('rejects a missing file', () => {
  expect(() => readGolden(new URL('./fixtures/none.json', import.meta.url))).toThrow(/ENOENT/);
});
