import type {LayerVariable} from '@tensorflow/tfjs-layers';
import {inverseOrder, reordered, type TensorOperations, transposed} from './matrices.js';

/** A tensor of a file. */
export interface NamedShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A weight of a layer, and the tensors that it is in a file. */
export interface Part {
  readonly weight: LayerVariable;
  readonly tensors: readonly NamedShape[];
  /** The elements of each tensor, from those of the weight. */
  readonly split: (values: Float32Array) => readonly Float32Array[];
  /** The inverse of `split`, by whatever computes with the tensors. */
  readonly join: <T>(operations: TensorOperations<T>, tensors: readonly T[]) => T;
}

/** A weight that the file has as it is: a vector, or a matrix without an orientation. */
export function samePart(name: string, weight: LayerVariable): Part {
  return {
    weight,
    tensors: [{name, shape: weight.shape as number[]}],
    split: (values) => [values],
    join: (_, [tensor]) => tensor!,
  };
}

/**
 * A kernel, `[inputs, outputs]`, as a PyTorch weight, `[outputs, inputs]`.
 *
 * @param order of the file's gates, as indices of the layer's; defaults to one gate
 */
export function kernelPart(name: string, weight: LayerVariable, order: readonly number[] = [0]): Part {
  const [inputs, outputs] = weight.shape as [number, number];
  const back = inverseOrder(order);
  return {
    weight,
    tensors: [{name, shape: [outputs, inputs]}],
    split: (values) => [reordered(transposed(values, inputs, outputs), order)],
    join: ({reorder, transpose}, [tensor]) =>
      transpose(order.length === 1 ? tensor! : reorder(tensor!, back)),
  };
}

/**
 * A kernel that sees an input and a hidden state concatenated, `[inputs + units, outputs]`, as the two weights of a PyTorch cell:
 * `weight_ih`, `[outputs, inputs]`, and `weight_hh`, `[outputs, units]`.
 */
export function joinedKernelPart(name: string, weight: LayerVariable, units: number): Part {
  const [all, outputs] = weight.shape as [number, number];
  const inputs = all - units;
  return {
    weight,
    tensors: [
      {name: `${name}.weight_ih`, shape: [outputs, inputs]},
      {name: `${name}.weight_hh`, shape: [outputs, units]},
    ],
    split: (values) => {
      const cut = inputs * outputs;
      return [
        transposed(values.subarray(0, cut), inputs, outputs),
        transposed(values.subarray(cut), units, outputs),
      ];
    },
    join: ({transpose, concat}, [ofInput, ofHidden]) => concat(transpose(ofInput!), transpose(ofHidden!)),
  };
}

/**
 * A bias as the two of a PyTorch cell, of which only the sum counts: `bias_ih`, and a `bias_hh` of zeros.
 */
export function doubleBiasPart(name: string, weight: LayerVariable): Part {
  const shape = weight.shape as number[];
  return {
    weight,
    tensors: [
      {name: `${name}.bias_ih`, shape},
      {name: `${name}.bias_hh`, shape},
    ],
    split: (values) => [values, new Float32Array(values.length)],
    join: ({add}, [one, other]) => add(one!, other!),
  };
}

/** The bias of gates. */
export function gateBiasPart(name: string, weight: LayerVariable, order: readonly number[]): Part {
  const back = inverseOrder(order);
  return {
    ...samePart(name, weight),
    split: (values) => [reordered(values, order)],
    join: ({reorder}, [tensor]) => reorder(tensor!, back),
  };
}
