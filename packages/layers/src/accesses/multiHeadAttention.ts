import * as tf from '@tensorflow/tfjs-core';

/** How attention knows where a row is: by a penalty on its age, or not at all. */
export const positionChoices = ['alibi', 'none'] as const;

/** What multi-head attention reads in a step, and what it leaves. H heads have keys and values of `width` numbers. */
export interface Attention {
  /** The reads of all heads side by side, `[batch, H · width]`. */
  readonly reads: tf.Tensor2D;
  /** The keys and values of each row, `[batch, rows, 2 H · width]`: this step is in row 0. */
  readonly memory: tf.Tensor3D;
  /** The queries, keys and values of this step, `[batch, H · width]` each. */
  readonly queries: tf.Tensor2D;
  readonly keys: tf.Tensor2D;
  readonly values: tf.Tensor2D;
  /** `[batch, H, rows]` */
  readonly weightings: tf.Tensor3D;
}

/** Subtracted from the score of a row that no step has written: its weight is 0. */
const UNWRITTEN = 1e9;

/** The rows after a step: `row`, `[batch, 1, ...]`, is the first, the others move on by one, and the last is dropped. */
export function shiftIn<T extends tf.Tensor>(row: T, rows: T): T {
  const count = rows.shape[1]!;
  if (count === 1) return row;
  const kept = tf.slice(
    rows,
    rows.shape.map(() => 0),
    rows.shape.with(1, count - 1),
  );
  return tf.concat([row, kept as T], 1);
}

/** Equal parts of a tensor along an axis. The gradient of tfjs' `split` fails for one part. */
export function partsOf<T extends tf.Tensor>(tensor: T, count: number, axis: number): T[] {
  return count === 1 ? [tensor] : tf.split(tensor, count, axis);
}

/**
 * What is added to the score of each row: −m_h a for the row of age a, with the slope m_h = 2^(−8 h / H) of head h = 1 … H, or 0
 * without positions; and a number that leaves it no weight if it was not written.
 *
 * @param written 1 where a row was written, else 0, `[batch, rows]`
 * @returns `[batch, H, rows]`
 * @see Press et al. 2022, section 3, for numbers of heads that are powers of two; the same formula is used for others
 */
export function scoreBias(
  written: tf.Tensor2D,
  heads: number,
  positions: (typeof positionChoices)[number],
): tf.Tensor3D {
  const [batch, rows] = written.shape;
  const penalties = Float32Array.from({length: heads * rows}, (_, index) => {
    const [head, age] = [Math.floor(index / rows) + 1, index % rows];
    return positions === 'alibi' ? -age * 2 ** ((-8 * head) / heads) : 0;
  });
  // The step function keeps gradients from what is 0 or 1.
  const missing = tf.sub(1, tf.step(tf.reshape(written, [batch, 1, rows])));
  return tf.sub(tf.tensor3d(penalties, [1, heads, rows]), tf.mul(missing, UNWRITTEN));
}

/**
 * One step of multi-head attention over the last `rows` steps, this one included. For each head h:
 *
 *     s_h(i) = q_h · K_h(i) / √width + b_h(i)
 *     w_h    = softmax(s_h)
 *     r_h    = Σ_i w_h(i) V_h(i)
 *
 * @param projections the queries of all heads side by side, then their keys, then their values, `[batch, 3 H · width]`
 * @param memory the keys and values of the steps before, `[batch, rows, 2 H · width]`
 * @param bias b, `[batch, H, rows]`
 * @see Vaswani et al. 2017, section 3.2
 */
export function attend(projections: tf.Tensor2D, memory: tf.Tensor3D, bias: tf.Tensor3D): Attention {
  const [batch, heads, rows] = bias.shape;
  const size = projections.shape[1] / 3;
  const width = size / heads;
  const [queries, keys, values] = tf.split(projections, 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const row = tf.reshape<tf.Rank.R3>(tf.concat([keys, values], 1), [batch, 1, 2 * size]);
  const next = shiftIn(row, memory);
  const [allKeys, allValues] = tf
    .split(next, 2, 2)
    .map((part) => tf.transpose(tf.reshape(part, [batch, rows, heads, width]), [0, 2, 1, 3])) as [
    tf.Tensor4D,
    tf.Tensor4D,
  ];
  const products = tf.matMul(allKeys, tf.reshape<tf.Rank.R4>(queries, [batch, heads, width, 1]));
  const scores = tf.add(tf.mul(tf.reshape(products, [batch, heads, rows]), width ** -0.5), bias);
  const weightings = tf.softmax(scores) as tf.Tensor3D;
  const reads = tf.matMul(tf.reshape<tf.Rank.R4>(weightings, [batch, heads, 1, rows]), allValues);
  return {
    reads: tf.reshape(reads, [batch, size]),
    memory: next,
    ...{queries, keys, values, weightings},
  };
}
