import type * as tf from '@tensorflow/tfjs-core';
import {initializers, type LayerVariable} from '@tensorflow/tfjs-layers';
import {affine} from './affine.js';

/** The weights of a dense map inside a cell: the kernel W, `[inputs, outputs]`, and the bias b, `[outputs]`. */
export interface Dense {
  readonly kernel: LayerVariable;
  readonly bias: LayerVariable;
}

type Initializer = ReturnType<typeof initializers.zeros>;

/**
 * Makes the weights of a dense map: a glorot-uniform kernel and a bias of zeros.
 *
 * @param add adds a weight to the cell
 * @param name what the names of both weights start with
 * @param seed of the kernel; random unless given
 */
export function createDense(
  add: (name: string, shape: number[], initializer: Initializer) => LayerVariable,
  name: string,
  [inputs, outputs]: readonly [number, number],
  seed: number | undefined,
): Dense {
  return {
    kernel: add(`${name}_kernel`, [inputs, outputs], initializers.glorotUniform({seed: seed as number})),
    bias: add(`${name}_bias`, [outputs], initializers.zeros()),
  };
}

/** x W + b, `[batch, inputs]` to `[batch, outputs]`. */
export function applyDense({kernel, bias}: Dense, input: tf.Tensor2D): tf.Tensor2D {
  return affine(input, kernel.read() as tf.Tensor2D, bias.read() as tf.Tensor1D);
}
