import {readFile} from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import {blank, end, symbols} from './alphabet.js';

/** Strings as inputs and targets of a sequence model. */
export type Examples = {
  /** `[strings, steps, symbols]`, one-hot: `abc|...` */
  readonly inputs: tf.Tensor3D;
  /** `[strings, steps, symbols]`, one-hot: `....cba` */
  readonly targets: tf.Tensor3D;
};

/** Reads a file of the folder `data`: one string per line. */
export async function readStrings(name: string): Promise<string[]> {
  const text = await readFile(new URL(`../data/${name}`, import.meta.url), 'utf8');
  return text.trimEnd().split('\n');
}

/** Each string as an input and as the target that is its reverse; shorter ones end in blanks. */
export function encode(strings: readonly string[]): Examples {
  const steps = 2 * Math.max(...strings.map((string) => string.length)) + 1;
  const inputs = strings.map((string) => `${string}${end}`);
  const targets = strings.map((string) => blank.repeat(string.length + 1) + [...string].reverse().join(''));
  const oneHot = (lines: readonly string[]) => {
    const indices = lines.map((line) =>
      [...line.padEnd(steps, blank)].map((symbol) => symbols.indexOf(symbol)),
    );
    // tfjs' wasm backend returns wrong values if asked for floats here.
    return tf.cast(
      tf.oneHot(tf.tensor2d(indices, undefined, 'int32'), symbols.length),
      'float32',
    ) as tf.Tensor3D;
  };
  return tf.tidy(() => ({inputs: oneHot(inputs), targets: oneHot(targets)}));
}

/** The share of the answers' letters that are right, ignoring other steps. */
export function lettersRight(outputs: tf.Tensor, {targets}: Examples): number {
  return tf.tidy(() => {
    const answer = tf.argMax(targets, -1);
    const isLetter = tf.notEqual(answer, symbols.indexOf(blank));
    const isRight = tf.logicalAnd(isLetter, tf.equal(tf.argMax(outputs, -1), answer));
    const count = (conditions: tf.Tensor) => tf.sum(conditions).dataSync()[0] as number;
    return count(isRight) / count(isLetter);
  });
}
