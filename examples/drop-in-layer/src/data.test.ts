import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {symbols} from './alphabet.js';
import {encode, lettersRight, readStrings} from './data.js';
import {makeData} from './makeData.js';

/** Sequences of one-hot vectors as text. */
function decode(sequences: tf.Tensor3D): string[] {
  const channels = tf.tidy(() => tf.argMax(sequences, -1).arraySync()) as number[][];
  return channels.map((sequence) => sequence.map((channel) => symbols[channel]).join(''));
}

describe('the data', () => {
  useBackend('wasm');

  test('are what their program makes', async () => {
    for (const [name, strings] of Object.entries(makeData()))
      expect(await readStrings(name)).toEqual(strings);
  });

  test('have no string to be tested on among those to be trained on', async () => {
    const training = new Set(await readStrings('train.txt'));
    expect(training.size).toBeGreaterThan(1000);
    for (const length of [6, 9, 12]) {
      const strings = await readStrings(`length-${length}.txt`);
      expect(strings).toHaveLength(200);
      expect(strings.every((string) => string.length === length && !training.has(string))).toBe(true);
    }
  });

  test('become a string to read and its reverse to answer, one symbol per step', () => {
    tf.tidy(() => {
      const {inputs, targets} = encode(['abc', 'f']);
      expect(decode(inputs)).toEqual(['abc|...', 'f|.....']);
      expect(decode(targets)).toEqual(['....cba', '..f....']);
      for (const oneHot of [inputs, targets]) expectClose(tf.sum(oneHot, -1), Array(14).fill(1));
    });
  });

  test('count as right where a letter is due, and nowhere else', () => {
    tf.tidy(() => {
      const strings = encode(['abc', 'f']);
      expect(lettersRight(strings.targets, strings)).toBe(1);
      expect(lettersRight(encode(['dbc', 'd']).targets, strings)).toBe(0.5);
      expect(lettersRight(tf.zerosLike(strings.targets), strings)).toBe(0);
    });
  });
});
