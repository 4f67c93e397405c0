import type * as tf from '@tensorflow/tfjs-core';
import type {LayerVariable} from '@tensorflow/tfjs-layers';
import {affine} from './affine.js';

/** The weights of a dense map inside a cell: the kernel W, `[inputs, outputs]`, and the bias b, `[outputs]`. */
export interface Dense {
  readonly kernel: LayerVariable;
  readonly bias: LayerVariable;
}

/** x W + b, `[batch, inputs]` to `[batch, outputs]`. */
export function applyDense({kernel, bias}: Dense, input: tf.Tensor2D): tf.Tensor2D {
  return affine(input, kernel.read() as tf.Tensor2D, bias.read() as tf.Tensor1D);
}
