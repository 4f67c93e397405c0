import * as tf from '@tensorflow/tfjs-core';

/** The dimension of an observation. */
export const inputs = 16;

/** The number of classes in an episode, all of them new, and of labeled points per class. */
export const classes = 5;
export const shots = 2;

/** How many dimensions distinguish the class, before mixing; the others are noise. */
const telling = 4;

/** Queries, each with its own memory. */
export type Episodes = {
  /** The labeled points, `[batch, rows, inputs]` with rows = classes × shots. */
  readonly points: tf.Tensor3D;
  /** Their classes, one-hot, `[batch, rows, classes]`. */
  readonly labels: tf.Tensor3D;
  /** One more point of one of the classes, `[batch, inputs]`. */
  readonly query: tf.Tensor2D;
  /** Its class, one-hot, `[batch, classes]`. */
  readonly answer: tf.Tensor2D;
};

/**
 * Draws episodes. A class is a random point with `telling` coordinates. An observation is that point with a little noise, and other
 * coordinates that vary more, all mixed by a constant matrix. A model that learns which mixtures matter can compare points of new classes.
 *
 * @param seed equal seeds give equal episodes
 */
export function drawEpisodes(batch: number, seed: number): Episodes {
  let draws = 0;
  const normal = (shape: number[], deviation: number) =>
    tf.randomNormal(shape, 0, deviation, 'float32', 10 * seed + ++draws);
  return tf.tidy(() => {
    const rows = classes * shots;
    const row = Array.from({length: rows}, (_, index) => index % classes);
    const classOf = Array.from({length: batch}, (_, index) => [...row, index % classes]); // the query's comes last
    const oneHot = tf.cast(tf.oneHot(tf.tensor2d(classOf, undefined, 'int32'), classes), 'float32');

    const centers = normal([batch, classes, telling], 1);
    const informative = tf.add(tf.matMul(oneHot, centers), normal([batch, rows + 1, telling], 0.2));
    const noise = normal([batch, rows + 1, inputs - telling], 1.5);
    const flat = tf.reshape(tf.concat([informative, noise], 2), [-1, inputs]);
    const observed = tf.reshape(tf.matMul(flat, mixing()), [batch, rows + 1, inputs]);

    const [points, query] = tf.split(observed, [rows, 1], 1) as [tf.Tensor3D, tf.Tensor3D];
    const [labels, answer] = tf.split(oneHot, [rows, 1], 1) as [tf.Tensor3D, tf.Tensor3D];
    return {points, labels, query: tf.squeeze(query, [1]), answer: tf.squeeze(answer, [1])};
  });
}

/** The matrix that mixes all observations, `[inputs, inputs]`. */
function mixing(): tf.Tensor2D {
  return tf.randomNormal([inputs, inputs], 0, 1 / Math.sqrt(inputs), 'float32', 7) as tf.Tensor2D;
}
