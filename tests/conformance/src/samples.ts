import {uniformNumbers} from '@ntmjs/test-support/random';
import * as tf from '@tensorflow/tfjs-core';

/** The sizes of nearly all that the checks make: small, and the same, as a GPU compiles its programs for each shape. */
export const BATCH = 2;
export const STEPS = 3;
export const INPUTS = 3;
export const UNITS = 2;

/** Random sequences, `[batch, steps, INPUTS]`. */
export function sequences({batch = BATCH, steps = STEPS, seed = 1} = {}): tf.Tensor3D {
  return tf.tensor3d(uniformNumbers(seed, batch * steps * INPUTS), [batch, steps, INPUTS]);
}

/** Random targets of that shape. */
export function targets(shape: readonly number[] = [BATCH, UNITS], seed = 2): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(uniformNumbers(seed, size), [...shape]);
}
