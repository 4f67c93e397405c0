import {requireObject, requireShape} from '@ntmjs/arguments';
import {gatherRows, scatterRows} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';
import {
  choose,
  firstOccurrences,
  largestOf,
  largestWeights,
  mergeLargest,
  pairs,
  requireSparseWeighting,
  type SparseWeighting,
  sumOfPairs,
} from './sparseWeighting.js';
import {withoutGradient} from './withoutGradient.js';

/**
 * A link matrix of which each row has at most L entries: N(i, j) is the degree to which row i was written right after row j. Row numbers are
 * counted from 1 on here, and 0 is no row, so that zeros are links without entries.
 */
export type SparseLinks = {
  /** The columns j of the entries of each row i: after which rows it was written, `[batch, rows, L]`. */
  readonly predecessors: tf.Tensor3D;
  /** The entries N(i, j), `[batch, rows, L]`. */
  readonly strengths: tf.Tensor3D;
  /** For each row j the rows i that were written right after it, those of the largest N(i, j), `[batch, rows, L]`. */
  readonly successors: tf.Tensor3D;
};

/**
 * The precedence weighting of which only the largest weights are kept: where was written last.
 *
 *     p_t = (1 − Σ_i w^w(i)) p_{t−1} + w^w   in the rows of the L largest of these, 0 elsewhere
 *
 * The choice of rows is a constant for gradients.
 *
 * @param previousPrecedence p_{t−1}, with L entries; weights of 0 before the first write
 * @param writeWeighting w^w of this step
 * @returns p_t, with L entries
 * @throws ArgumentError if a shape does not fit
 * @see Rae et al. 2016, supplement D; `updatePrecedence` has all weights
 */
export function updateSparsePrecedence(
  previousPrecedence: SparseWeighting,
  writeWeighting: SparseWeighting,
): SparseWeighting {
  const [batch, count] = requireSparseWeighting('previousPrecedence', previousPrecedence);
  requireSparseWeighting('writeWeighting', writeWeighting, batch);
  return tf.tidy(() => {
    const kept = tf.sub(1, tf.sum(writeWeighting.weights, 1, true));
    return largestWeights(
      {
        rowNumbers: tf.concat([previousPrecedence.rowNumbers, writeWeighting.rowNumbers], 1),
        weights: tf.concat(
          [tf.mul<tf.Tensor2D>(kept, previousPrecedence.weights), writeWeighting.weights],
          1,
        ),
      },
      count,
    );
  });
}

/**
 * The links of the rows that are written, after a write.
 *
 *     N_t(i, j) = (1 − w^w(i)) N_{t−1}(i, j) + w^w(i) p_{t−1}(j)   for j ≠ i: the L largest of each row i, 0 elsewhere
 *
 * Only the rows i of w^w change, and the successors of the rows of p_{t−1}. The choice of entries is a constant for gradients.
 *
 * Unlike `updateLink`, rows that are written again keep the links from them: only the links to them fade.
 *
 * @param previousLinks N_{t−1}; zeros before the first write
 * @param writeWeighting w^w of this step
 * @param previousPrecedence p_{t−1}, the precedence before this step
 * @returns N_t
 * @throws ArgumentError if a shape does not fit
 * @see Rae et al. 2016, supplement D
 */
export function updateSparseLinks(
  previousLinks: SparseLinks,
  writeWeighting: SparseWeighting,
  previousPrecedence: SparseWeighting,
): SparseLinks {
  const [batch] = requireSparseLinks('previousLinks', previousLinks);
  requireSparseWeighting('writeWeighting', writeWeighting, batch);
  requireSparseWeighting('previousPrecedence', previousPrecedence, batch);
  return tf.tidy(() => {
    const same = pairs(writeWeighting.rowNumbers, tf.equal);
    const once = firstOccurrences(same) as tf.Tensor2D;
    const weights = sumOfPairs(same, writeWeighting.weights) as tf.Tensor2D;
    const {rowNumbers} = writeWeighting;
    const written = writtenRows(previousLinks, {rowNumbers, weights}, previousPrecedence);
    const predecessors = withoutGradient([], () =>
      replaceRows(previousLinks.predecessors, rowNumbers, once, written.numbers),
    );
    const strengths = replaceRows(previousLinks.strengths, rowNumbers, once, written.weights);
    const successors = withoutGradient([], () => {
      const links = {...previousLinks, predecessors, strengths};
      const from = previousPrecedence.rowNumbers;
      const numbers = successorsOf(links, from, rowNumbers, written);
      const onceFrom = firstOccurrences(pairs(from, tf.equal)) as tf.Tensor2D;
      return replaceRows(previousLinks.successors, from, onceFrom, numbers);
    });
    return {predecessors, strengths, successors};
  });
}

/**
 * Moves a read weighting forward to the rows written next.
 *
 *     f(i) = Σ_j N(i, j) w^r(j)   in the rows of the K largest of these, 0 elsewhere
 *
 * The rows i are those of the lists of successors. The choice of rows is a constant for gradients.
 *
 * @param links N
 * @param readWeighting w^r of the previous step
 * @param count K, at most L times the entries of w^r
 * @returns the forward weighting f, with K entries
 * @throws ArgumentError if a shape does not fit, or there are not that many entries
 * @see Rae et al. 2016, supplement D; `forwardWeighting` has all weights
 */
export function sparseForwardWeighting(
  links: SparseLinks,
  readWeighting: SparseWeighting,
  count: number,
): SparseWeighting {
  const [batch, , size] = requireReading(links, readWeighting);
  return tf.tidy(() => {
    const {rowNumbers, weights} = readWeighting;
    const reads = rowNumbers.shape[1];
    const candidates = withoutGradient([], () =>
      tf.reshape(gatherRows(links.successors, rowNumbers), [batch, reads * size]),
    ) as tf.Tensor2D;
    const repeat = (values: tf.Tensor2D) =>
      tf.reshape(tf.tile(tf.expandDims(values, 2), [1, 1, size]), [batch, reads * size]) as tf.Tensor2D;
    return largestWeights(
      {
        rowNumbers: rowsOf(candidates),
        weights: tf.mul(strengthsOf(links, candidates, repeat(rowNumbers)), repeat(weights)),
      },
      count,
    );
  });
}

/**
 * Moves a read weighting backward to the rows written before.
 *
 *     b(j) = Σ_i N(i, j) w^r(i)   in the rows of the K largest of these, 0 elsewhere
 *
 * The choice of rows is a constant for gradients.
 *
 * @param links N
 * @param readWeighting w^r of the previous step
 * @param count K, at most L times the entries of w^r
 * @returns the backward weighting b, with K entries
 * @throws ArgumentError if a shape does not fit, or there are not that many entries
 * @see Rae et al. 2016, supplement D; `backwardWeighting` has all weights
 */
export function sparseBackwardWeighting(
  links: SparseLinks,
  readWeighting: SparseWeighting,
  count: number,
): SparseWeighting {
  const [batch, , size] = requireReading(links, readWeighting);
  return tf.tidy(() => {
    const {rowNumbers, weights} = readWeighting;
    const entries = [batch, rowNumbers.shape[1] * size] as const;
    const numbers = withoutGradient([], () =>
      tf.reshape<tf.Rank.R2>(gatherRows(links.predecessors, rowNumbers), [...entries]),
    );
    const strengths = tf.mul(gatherRows(links.strengths, rowNumbers), tf.expandDims(weights, 2));
    return largestWeights(
      {rowNumbers: rowsOf(numbers), weights: tf.reshape<tf.Rank.R2>(strengths, [...entries])},
      count,
    );
  });
}

/** The row numbers from 0 on of those that are counted from 1 on; 0 where there is no row. */
function rowsOf(numbers: tf.Tensor2D): tf.Tensor2D {
  return withoutGradient([], () => tf.relu(tf.sub(numbers, 1)));
}

/** The links of the rows that are written, `[batch, rows written, L]` each. */
function writtenRows(
  {predecessors, strengths}: SparseLinks,
  {rowNumbers, weights}: SparseWeighting,
  precedence: SparseWeighting,
) {
  const size = predecessors.shape[2];
  const written = tf.expandDims(weights, 2);
  const numbers = withoutGradient([], () => {
    const old = gatherRows(predecessors, rowNumbers);
    const [batch, count] = rowNumbers.shape;
    const added = tf.add(tf.reshape(precedence.rowNumbers, [batch, 1, -1]), 1);
    return tf.concat([old, tf.tile(added, [1, count, 1]) as tf.Tensor3D], 2);
  });
  const others = withoutGradient([], () =>
    tf.cast(tf.notEqual(numbers, tf.add(tf.expandDims(rowNumbers, 2), 1)), 'float32'),
  );
  const kept = tf.mul<tf.Tensor3D>(tf.sub(1, written), gatherRows(strengths, rowNumbers));
  const added = tf.mul<tf.Tensor3D>(written, tf.expandDims(precedence.weights, 1));
  const merged = mergeLargest(numbers, tf.mul(others, tf.concat([kept, added], 2)), size);
  return {numbers: merged.numbers as tf.Tensor3D, weights: merged.weights as tf.Tensor3D};
}

/** N(i, j) of rows i, counted from 1 on, and columns j, counted from 0 on, `[batch, entries]` each; 0 where there is no row. */
function strengthsOf(links: SparseLinks, numbers: tf.Tensor2D, columns: tf.Tensor2D): tf.Tensor2D {
  const rowNumbers = rowsOf(numbers);
  const isThere = withoutGradient([], () => {
    const isColumn = tf.equal(
      gatherRows(links.predecessors, rowNumbers),
      tf.expandDims(tf.add(columns, 1), 2),
    );
    return tf.mul(tf.cast(isColumn, 'float32'), tf.expandDims(tf.minimum(numbers, 1), 2));
  });
  return tf.sum(tf.mul(isThere, gatherRows(links.strengths, rowNumbers)), 2);
}

/** The successors of some rows, from those that they had and those that are written, `[batch, rows, L]`. */
function successorsOf(
  links: SparseLinks,
  from: tf.Tensor2D,
  writtenNumbers: tf.Tensor2D,
  written: {readonly numbers: tf.Tensor3D; readonly weights: tf.Tensor3D},
): tf.Tensor3D {
  const [batch, count] = from.shape;
  const size = links.successors.shape[2];
  const old = gatherRows(links.successors, from);
  const columns = tf.reshape(tf.tile(tf.expandDims(from, 2), [1, 1, size]), [batch, count * size]);
  const oldStrengths = tf.reshape(
    strengthsOf(links, tf.reshape(old, [batch, count * size]), columns as tf.Tensor2D),
    [batch, count, size],
  );
  const isColumn = tf.cast(
    tf.equal(tf.expandDims(written.numbers, 1), tf.reshape(tf.add(from, 1), [batch, count, 1, 1])),
    'float32',
  );
  const newStrengths = tf.sum(tf.mul(isColumn, tf.expandDims(written.weights, 1)), 3);
  const added = tf.tile(tf.expandDims(tf.add(writtenNumbers, 1), 1), [1, count, 1]);
  const numbers = tf.concat([old, added as tf.Tensor3D], 2);
  const once = firstOccurrences(pairs(numbers, tf.equal));
  const strengths = tf.mul(tf.concat([oldStrengths, newStrengths], 2), once);
  const chosen = largestOf(strengths, size);
  return tf.mul(choose(chosen, numbers), tf.step(choose(chosen, strengths)));
}

/** A matrix with other vectors in some rows: those of the numbers that are marked by a 1. */
function replaceRows(
  matrix: tf.Tensor3D,
  rowNumbers: tf.Tensor2D,
  marks: tf.Tensor2D,
  vectors: tf.Tensor3D,
): tf.Tensor3D {
  const rows = matrix.shape[1];
  const marked = tf.expandDims(marks, 2) as tf.Tensor3D;
  const replaced = scatterRows(rowNumbers, marked, rows);
  return tf.add(tf.mul(matrix, tf.sub(1, replaced)), scatterRows(rowNumbers, tf.mul(vectors, marked), rows));
}

function requireSparseLinks(name: string, links: SparseLinks): [batch: number, rows: number, links: number] {
  const {predecessors, strengths, successors} = requireObject(
    name,
    links,
    'an object {predecessors, strengths, successors}',
  );
  const dims = '[batch, rows, links of a row]';
  requireShape(`${name}.predecessors`, predecessors, [null, null, null], dims);
  requireShape(`${name}.strengths`, strengths, predecessors.shape, dims);
  requireShape(`${name}.successors`, successors, predecessors.shape, dims);
  return predecessors.shape;
}

function requireReading(links: SparseLinks, readWeighting: SparseWeighting) {
  const shape = requireSparseLinks('links', links);
  requireSparseWeighting('readWeighting', readWeighting, shape[0]);
  return shape;
}
