import * as tf from '@tensorflow/tfjs-core';

/** How many letters there are. */
const LETTERS = 6;

/** The channel of a step without a letter: outputs while a word is read, inputs while it is answered. */
const BLANK = LETTERS;

/** The width of a step, which is a one-hot vector. */
export const channels = LETTERS + 1;

/** Words, and what a model must answer: each word backwards. */
export interface Examples {
  /** `[words, steps, channels]`: the letters of a word, then blanks. */
  readonly inputs: tf.Tensor3D;
  /** `[words, steps, channels]`: blanks while the word is read, then its letters from the last to the first. */
  readonly targets: tf.Tensor3D;
}

/** Random words with lengths from `shortest` to `longest`, in turn. */
export function makeExamples(count: number, shortest: number, longest: number, seed: number): Examples {
  return tf.tidy(() => {
    const letters = tf.randomUniform([count, longest], 0, LETTERS, 'int32', seed).arraySync() as number[][];
    const words = letters.map((word, index) => word.slice(0, shortest + (index % (longest - shortest + 1))));
    return {
      inputs: oneHot(words, 2 * longest),
      targets: oneHot(
        words.map((word) => [...word.map(() => BLANK), ...word.toReversed()]),
        2 * longest,
      ),
    };
  });
}

/** The share of the answers' letters that are right. */
export function lettersRight(outputs: tf.Tensor, {targets}: Examples): number {
  return tf.tidy(() => {
    const answers = tf.argMax(targets, -1);
    const isLetter = tf.notEqual(answers, BLANK);
    const isRight = tf.logicalAnd(isLetter, tf.equal(tf.argMax(outputs, -1), answers));
    return count(isRight) / count(isLetter);
  });
}

const count = (conditions: tf.Tensor) => tf.sum(conditions).dataSync()[0]!;

/** Sequences of channels, filled up with blanks, as one-hot vectors. */
function oneHot(sequences: readonly number[][], steps: number): tf.Tensor3D {
  const filled = sequences.map((sequence) => [...sequence, ...Array(steps - sequence.length).fill(BLANK)]);
  return tf.oneHot(tf.tensor2d(filled, undefined, 'int32'), channels, 1, 0, 'float32') as tf.Tensor3D;
}
