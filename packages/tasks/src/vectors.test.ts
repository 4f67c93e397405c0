import {expect, test} from 'vitest';
import {RandomStream} from './random.js';
import {copyVectors, drawVectors, oneHot, vectorChannels} from './vectors.js';

test('vectors are rows of the next bits of the stream', () => {
  const bits = new Float32Array(12);
  new RandomStream(1).bits(bits);
  const vectors = drawVectors(new RandomStream(1), 4, 3);
  expect(vectors.map((vector) => vector.length)).toEqual([3, 3, 3, 3]);
  expect(vectors.flatMap((vector) => [...vector])).toEqual([...bits]);
});

test('vectors are copied into the first channels of rows, and the other channels stay', () => {
  const rows = new Float32Array(12).fill(9);
  copyVectors(Float32Array.of(1, 2, 3, 4), 2, rows, 1, 3);
  expect([...rows]).toEqual([9, 9, 9, 1, 2, 9, 3, 4, 9, 9, 9, 9]);
});

test('one channel of a one-hot row is 1', () => {
  expect([...oneHot(4, 0)]).toEqual([1, 0, 0, 0]);
  expect([...oneHot(3, 2)]).toEqual([0, 0, 1]);
});

test('channels are numbered from 0', () => {
  expect(vectorChannels(3)).toEqual(['bit 0', 'bit 1', 'bit 2']);
});
