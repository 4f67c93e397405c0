import {requireInteger, requireObject, requirePositiveInteger, requireShape} from '@ntmjs/arguments';
import {scatterRows} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';
import {withoutGradient} from './withoutGradient.js';

/** A weighting that is 0 but in some rows. A row that is listed several times has the sum of its weights. */
export type SparseWeighting = {
  /** s, `[batch, K]`: whole numbers from 0 to rows − 1; constants for gradients. */
  readonly rowNumbers: tf.Tensor2D;
  /** w, `[batch, K]`: not negative. */
  readonly weights: tf.Tensor2D;
};

/**
 * The rows of the largest weights in descending order, each listed once; ties go to what is listed first.
 *
 *     w'(i) = Σ_k [s_k = i] w_k   for the K' rows i with the largest sums
 *
 * The choice of rows is a constant for gradients. If fewer rows than K' have weights, the remaining entries are row 0 with the weight 0.
 *
 * @param weighting s and w
 * @param count K', at most the number of entries
 * @returns a weighting with K' entries
 * @throws ArgumentError if the shapes differ, or there are not that many entries
 */
export function largestWeights(weighting: SparseWeighting, count: number): SparseWeighting {
  const [, entries] = requireSparseWeighting('weighting', weighting);
  requirePositiveInteger('count', count);
  requireInteger('count', count, {max: entries});
  return tf.tidy(() => {
    const {numbers, weights} = mergeLargest(weighting.rowNumbers, weighting.weights, count);
    return {rowNumbers: numbers as tf.Tensor2D, weights: weights as tf.Tensor2D};
  });
}

/**
 * The weights of all rows.
 *
 *     w(i) = Σ_k [s_k = i] w_k
 *
 * @param weighting s and w
 * @param rows the number of rows
 * @returns w, `[batch, rows]`
 * @throws ArgumentError if the shapes differ, or the number of rows is none
 */
export function denseWeighting(weighting: SparseWeighting, rows: number): tf.Tensor2D {
  const [batch] = requireSparseWeighting('weighting', weighting);
  const {rowNumbers, weights} = weighting;
  return tf.tidy(() => {
    const scattered = scatterRows(rowNumbers, tf.expandDims(weights, 2), rows);
    return tf.reshape(scattered, [batch, rows]);
  });
}

/** Returns the shape of both parts of a weighting; throws an `ArgumentError` if they do not fit each other, or the batch. */
export function requireSparseWeighting(
  name: string,
  weighting: SparseWeighting,
  batch: number | null = null,
): readonly [batch: number, entries: number] {
  const {rowNumbers, weights} = requireObject(name, weighting, 'an object {rowNumbers, weights}');
  requireShape(`${name}.rowNumbers`, rowNumbers, [batch, null], '[batch, entries]');
  requireShape(`${name}.weights`, weights, rowNumbers.shape, '[batch, entries]');
  return rowNumbers.shape;
}

/** Numbers with weights along the last dimension: the different numbers with the largest sums of weights, and these sums; else 0. */
export function mergeLargest(numbers: tf.Tensor, weights: tf.Tensor, count: number) {
  const same = pairs(numbers, tf.equal);
  const sums = tf.mul(sumOfPairs(same, weights), firstOccurrences(same));
  const chosen = largestOf(sums, count);
  const merged = choose(chosen, sums);
  return {
    numbers: withoutGradient([weights], () => tf.mul(choose(chosen, numbers), tf.step(merged))),
    weights: merged,
  };
}

/** 1 for each number that is not the same as one before, `[…, L]`, of which numbers are the same, `[…, L, L]`. */
export function firstOccurrences(same: tf.Tensor): tf.Tensor {
  return withoutGradient([], () => tf.sub(1, tf.minimum(1, tf.sum(tf.mul(same, earlier(same)), -1))));
}

/** 1 at [l, l'] where a comparison is true of the l'-th and the l-th of the numbers `[…, L]`; `[…, L, L]`. */
export function pairs(
  numbers: tf.Tensor,
  compare: (other: tf.Tensor, own: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const [other, own] = [tf.expandDims(numbers, -2), tf.expandDims(numbers, -1)];
  return withoutGradient([], () => tf.cast(compare(other, own), 'float32'));
}

/** Σ_l' pairs(l, l') weights(l'), `[…, L]`. */
export function sumOfPairs(pairs: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(pairs, tf.expandDims(weights, -2)), -1);
}

/** 1 at [k, l] where l is the k-th largest of the values `[…, L]`, ties by index; `[…, K, L]`. */
export function largestOf(values: tf.Tensor, count: number): tf.Tensor {
  return withoutGradient([], () => {
    const before = tf.mul(pairs(values, tf.equal), earlier(tf.expandDims(values, -1)));
    const rank = tf.sum(tf.add(pairs(values, tf.greater), before), -1);
    const places = tf.reshape(tf.range(0, count), [count, 1]);
    return tf.cast(tf.equal(tf.expandDims(rank, -2), places), 'float32');
  });
}

/** Σ_l chosen(k, l) values(l), `[…, K]`. */
export function choose(chosen: tf.Tensor, values: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(chosen, tf.expandDims(values, -2)), -1);
}

/** 1 at [l, l'] where l' < l, of as many rows and columns as the last but one dimension has. */
function earlier({shape}: tf.Tensor): tf.Tensor {
  const index = tf.range(0, shape.at(-2)!);
  return tf.cast(tf.less(tf.expandDims(index, 0), tf.expandDims(index, 1)), 'float32');
}
