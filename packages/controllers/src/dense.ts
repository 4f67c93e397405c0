import {ArgumentError, requireObject} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';
import type {LayerVariable} from '@tensorflow/tfjs-layers';
import {affine} from './affine.js';

/** The weights of a dense map inside a cell: the kernel W, `[inputs, outputs]`, and the bias b, `[outputs]`. */
export interface Dense {
  readonly kernel: LayerVariable;
  readonly bias: LayerVariable;
}

/** Returns `dense` if it has the weights of a map; throws an `ArgumentError` otherwise. */
export function requireDense(dense: Dense): Dense {
  requireObject('dense', dense, 'an object {kernel, bias}');
  for (const name of ['kernel', 'bias'] as const) {
    const weight = dense[name];
    if (typeof weight?.read === 'function' && typeof weight.write === 'function') continue;
    throw new ArgumentError(`dense.${name}`, 'a weight of a layer', weight);
  }
  return dense;
}

/**
 * x W + b, `[batch, inputs]` to `[batch, outputs]`.
 *
 * @throws ArgumentError if `dense` has not both weights, or the input another width
 */
export function applyDense(dense: Dense, input: tf.Tensor2D): tf.Tensor2D {
  const {kernel, bias} = requireDense(dense);
  return affine(input, kernel.read() as tf.Tensor2D, bias.read() as tf.Tensor1D);
}
