import {requireList, requireShape} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * Returns the shape `[batch, rows]` that all weightings of a list have.
 *
 * @param argument the name of the list, for messages
 * @throws ArgumentError if the list is empty or the shapes differ
 */
export function requireWeightings(
  argument: string,
  weightings: readonly tf.Tensor2D[],
): readonly [batch: number, rows: number] {
  requireList(argument, weightings, 'a list of at least one weighting', 1);
  requireShape(`${argument}[0]`, weightings[0]!, [null, null], '[batch, rows]');
  const {shape} = weightings[0]!;
  for (const [index, weighting] of weightings.entries()) {
    requireShape(`${argument}[${index}]`, weighting, shape, '[batch, rows]');
  }
  return shape;
}
