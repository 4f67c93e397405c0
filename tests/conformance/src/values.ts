import * as tf from '@tensorflow/tfjs-core';

/** A tensor's elements. */
export async function valuesOf(tensor: tf.Tensor | tf.Tensor[]): Promise<Float32Array> {
  return (await one(tensor).data()) as Float32Array;
}

/** The elements of several tensors, one after the other. */
export async function allValues(tensors: readonly tf.Tensor[]): Promise<number[]> {
  const parts = await Promise.all(tensors.map((tensor) => tensor.data()));
  return parts.flatMap((part) => Array.from(part));
}

/** What a layer or model with one output returned. */
function one(results: tf.Tensor | tf.Tensor[]): tf.Tensor {
  if (!Array.isArray(results)) return results;
  if (results.length !== 1) throw new Error(`got ${results.length} tensors, expected one`);
  return results[0]!;
}

/** What a layer or model returned, as a list. */
export function several(results: unknown): tf.Tensor[] {
  return [results as tf.Tensor | tf.Tensor[]].flat();
}

/** Steps `first` … `end` − 1 of sequences. */
export function steps(x: tf.Tensor3D, first: number, end: number): tf.Tensor3D {
  const [batch, , width] = x.shape;
  return tf.slice(x, [0, first, 0], [batch, end - first, width]);
}
