import * as tf from '@tensorflow/tfjs-core';
import type {TensorRecord, WeightSpec} from '../access.js';

/** How many times as wide as the residual stream the hidden layer of a block is. */
const HIDDEN_FACTOR = 4;

/** Added to variances. */
const EPSILON = 1e-5;

type Specs = Readonly<Record<string, WeightSpec>>;

/** The weights of a layer normalization. */
const normSpecs = (size: number): Specs => ({
  gain: {shape: [size], deviation: 0, mean: 1},
  bias: {shape: [size], deviation: 0},
});

/** Names with what they belong to. */
const prefixed = (prefix: string, specs: Specs): Specs =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [`${prefix}_${name}`, spec]));

/** The prefix of the names of a block's weights. */
const prefixOf = (block: number) => `block${block}`;

/**
 * The weights of a stack of blocks and of the layer normalization after it, by name; none without blocks. Matrices of n inputs begin
 * with a standard deviation of 1/√n; with √2/√n before the rectifier; and with 1/√(2 n · blocks) where they add to the residual stream,
 * so that it does not grow with the number of blocks (Radford et al. 2019, section 2.3).
 *
 * @param size the width of the residual stream
 */
export function blockSpecs(blocks: number, size: number): Specs {
  if (blocks === 0) return {};
  const hidden = HIDDEN_FACTOR * size;
  const ofBlock = {
    ...prefixed('norm1', normSpecs(size)),
    query_key_value: {shape: [size, 3 * size], deviation: size ** -0.5},
    attention_output: {shape: [size, size], deviation: (2 * size * blocks) ** -0.5},
    ...prefixed('norm2', normSpecs(size)),
    hidden_kernel: {shape: [size, hidden], deviation: (size / 2) ** -0.5},
    hidden_bias: {shape: [hidden], deviation: 0},
    output_kernel: {shape: [hidden, size], deviation: (2 * hidden * blocks) ** -0.5},
    output_bias: {shape: [size], deviation: 0},
  };
  const ofAll = Array.from({length: blocks}, (_, block) => prefixed(prefixOf(block), ofBlock));
  return Object.assign({}, ...ofAll, prefixed('final_norm', normSpecs(size)));
}

/**
 * One step of a block with pre-normalization, of the residual stream x, `[batch, size]`:
 *
 *     x' = x + Attention(LN(x) W_qkv) W_o
 *     y  = x' + max(0, LN(x') W_1 + b_1) W_2 + b_2
 *
 * @param weights those of `blockSpecs`
 * @param attend from the queries, keys and values of all heads, `[batch, 3 · size]`, to their reads, `[batch, size]`
 * @see Vaswani et al. 2017, section 3.3; Xiong et al. 2020, table 1, for normalization before each part
 */
export function transformerBlock(
  x: tf.Tensor2D,
  block: number,
  weights: TensorRecord,
  attend: (projections: tf.Tensor2D) => tf.Tensor2D,
): tf.Tensor2D {
  const weight = (name: string) => weights[`${prefixOf(block)}_${name}`] as tf.Tensor2D;
  const norm = (name: string, input: tf.Tensor2D) =>
    layerNorm(input, weight(`${name}_gain`), weight(`${name}_bias`));
  const reads = attend(tf.matMul(norm('norm1', x), weight('query_key_value')));
  const attended = tf.add<tf.Tensor2D>(x, tf.matMul(reads, weight('attention_output')));
  const hidden = tf.relu(
    tf.add<tf.Tensor2D>(tf.matMul(norm('norm2', attended), weight('hidden_kernel')), weight('hidden_bias')),
  );
  const output = tf.add<tf.Tensor2D>(tf.matMul(hidden, weight('output_kernel')), weight('output_bias'));
  return tf.add(attended, output);
}

/** The layer normalization after a stack of blocks. */
export function finalNorm(x: tf.Tensor2D, weights: TensorRecord): tf.Tensor2D {
  return layerNorm(x, weights.final_norm_gain!, weights.final_norm_bias!);
}

/**
 * LN(x) = g (x − mean(x)) / √(variance(x) + 10⁻⁵) + b for each sample.
 *
 * @see Ba et al. 2016
 */
function layerNorm(x: tf.Tensor2D, gain: tf.Tensor, bias: tf.Tensor): tf.Tensor2D {
  const centered = tf.sub(x, tf.mean(x, 1, true));
  const variance = tf.mean(tf.square(centered), 1, true);
  const normalized = tf.mul(centered, tf.rsqrt(tf.add(variance, EPSILON)));
  return tf.add(tf.mul(normalized, gain), bias);
}
