import type {RandomStream} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';

/** Training examples: inputs and targets, `[count, ...]` each. */
export interface Examples {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
}

/** An index below `size`: the lower, the more often, as words and characters are. */
function skewed(random: RandomStream, size: number): number {
  return Math.floor(size * random.uniform() ** 3);
}

/** One-hot rows of indices, `[...shape, size]`. */
function oneHot(indices: readonly number[], shape: readonly number[], size: number): tf.Tensor {
  const values = new Float32Array(indices.length * size);
  for (const [row, index] of indices.entries()) values[row * size + index] = 1;
  return tf.tensor(values, [...shape, size]);
}

/** Windows of a random text, in which a character depends on the last one, and the character after each. */
export function textExamples(
  random: RandomStream,
  count: number,
  {length, characters}: {length: number; characters: number},
): Examples {
  const text = [0];
  while (text.length < 3 * count + length + 1) {
    text.push((7 * text.at(-1)! + skewed(random, characters)) % characters);
  }
  const starts = Array.from({length: count}, (_, index) => 3 * index);
  return {
    x: oneHot(
      starts.flatMap((start) => text.slice(start, start + length)),
      [count, length],
      characters,
    ),
    y: oneHot(
      starts.map((start) => text[start + length]!),
      [count],
      characters,
    ),
  };
}

/** The characters of sums: ten digits, a plus sign and a blank. */
export const sumCharacters = '+ 0123456789';

/** Sums of two numbers as strings, padded with blanks, and their results. */
export function sumExamples(random: RandomStream, count: number, {digits}: {digits: number}): Examples {
  const encode = (texts: readonly string[], length: number) =>
    oneHot(
      texts.flatMap((text) => [...text.padEnd(length)].map((character) => sumCharacters.indexOf(character))),
      [texts.length, length],
      sumCharacters.length,
    );
  const number = () => random.integer(0, 10 ** random.integer(1, digits) - 1);
  const pairs = Array.from({length: count}, () => [number(), number()] as const);
  return {
    x: encode(
      pairs.map(([a, b]) => `${a}+${b}`),
      2 * digits + 1,
    ),
    y: encode(
      pairs.map(([a, b]) => String(a + b)),
      digits + 1,
    ),
  };
}

/** Several noisy waves over time, and the first of them somewhat later. */
export function seriesExamples(
  random: RandomStream,
  count: number,
  {length, features}: {length: number; features: number},
): Examples {
  const x = new Float32Array(count * length * features);
  const y = new Float32Array(count);
  const wave = (time: number, feature: number) => Math.sin((time * (feature + 2)) / 50 + feature);
  for (let example = 0; example < count; example++) {
    const start = 1000 * random.uniform();
    for (let step = 0; step < length; step++) {
      for (let feature = 0; feature < features; feature++) {
        x[(example * length + step) * features + feature] =
          wave(start + step, feature) + 0.3 * (random.uniform() - 0.5);
      }
    }
    y[example] = wave(start + length + 24, 0);
  }
  return {x: tf.tensor3d(x, [count, length, features]), y: tf.tensor2d(y, [count, 1])};
}

/** Sequences of words, the common ones more often, `[count, length]`. */
function sentences(random: RandomStream, count: number, length: number, words: number): number[][] {
  return Array.from({length: count}, () => Array.from({length}, () => skewed(random, words)));
}

/** Sentences, and whether most of their words are even. */
export function sentimentExamples(
  random: RandomStream,
  count: number,
  {length, words}: {length: number; words: number},
): Examples {
  const drawn = sentences(random, count, length, words);
  const labels = drawn.map((sentence) =>
    Number(2 * sentence.filter((word) => word % 2 === 0).length > length),
  );
  return {x: tf.tensor2d(drawn), y: tf.tensor2d(labels, [count, 1])};
}

/** Sentences, and a tag for each word, which depends on the word and on the next one. */
export function taggingExamples(
  random: RandomStream,
  count: number,
  {length, words, tags}: {length: number; words: number; tags: number},
): Examples {
  const drawn = sentences(random, count, length, words);
  const tag = (sentence: readonly number[], index: number) =>
    (sentence[index]! + ((sentence[index + 1] ?? 0) % 2)) % tags;
  const labels = drawn.flatMap((sentence) => sentence.map((_, index) => tag(sentence, index)));
  return {x: tf.tensor2d(drawn), y: tf.tensor3d(labels, [count, length, 1])};
}
