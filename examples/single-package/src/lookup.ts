import {contentWeighting} from '@ntmjs/addressing';
import * as tf from '@tensorflow/tfjs-core';
import {type Episodes, inputs} from './episodes.js';

/** The width of a key. */
const width = 8;

/** The parameters: the map from observations to keys, and the key strength. */
export type Lookup = {
  /** `[inputs, width]` */
  readonly embedding: tf.Variable<tf.Rank.R2>;
  /** The logarithm of the key strength β, so that β stays above 0. */
  readonly logStrength: tf.Variable<tf.Rank.R0>;
};

/** An untrained lookup: a random embedding, and a key strength of 1. */
export function createLookup(seed: number): Lookup {
  const deviation = 1 / Math.sqrt(inputs);
  return tf.tidy(() => ({
    embedding: tf.variable(tf.randomNormal<tf.Rank.R2>([inputs, width], 0, deviation, 'float32', seed)),
    logStrength: tf.variable(tf.scalar(0)),
  }));
}

/**
 * The attention of each query to its memory: softmax of β times the cosine similarity of its key and the key of each row.
 *
 * @param strength β; defaults to the learned one
 * @returns `[batch, rows]`, a distribution over the rows of the memory
 */
export function attend(
  {embedding, logStrength}: Lookup,
  {points, query}: Episodes,
  strength?: number,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [batch, rows] = points.shape;
    const keys = tf.reshape(tf.matMul(tf.reshape(points, [-1, inputs]), embedding), [batch, rows, width]);
    const key = tf.matMul(query, embedding);
    const beta = strength === undefined ? tf.exp(logStrength) : tf.scalar(strength);
    return contentWeighting(keys as tf.Tensor3D, key as tf.Tensor2D, tf.mul(tf.ones([batch, 1]), beta));
  });
}

/** The answers: the sum of the labels of all rows, weighted by attention. */
export function lookUp(lookup: Lookup, episodes: Episodes): tf.Tensor2D {
  return tf.tidy(() => {
    const weighting = tf.expandDims(attend(lookup, episodes), 1); // [batch, 1, rows]
    return tf.squeeze(tf.matMul(weighting, episodes.labels), [1]); // [batch, classes]
  });
}

/** The cross-entropy of the answers, a scalar in nats. */
export function loss(lookup: Lookup, episodes: Episodes): tf.Scalar {
  return tf.tidy(() => {
    const probability = tf.sum(tf.mul(lookUp(lookup, episodes), episodes.answer), 1);
    return tf.neg(tf.mean(tf.log(probability)));
  });
}

/** The share of queries whose class gets the most attention. */
export function accuracy(lookup: Lookup, episodes: Episodes): number {
  return tf.tidy(() => {
    const isRight = tf.equal(tf.argMax(lookUp(lookup, episodes), 1), tf.argMax(episodes.answer, 1));
    return tf.mean(tf.cast(isRight, 'float32')).dataSync()[0] as number;
  });
}
