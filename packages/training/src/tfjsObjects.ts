import {ArgumentError, requireInstance, requireList, requireSameCopy} from '@ntmjs/arguments';
import {Optimizer, Tensor} from '@tensorflow/tfjs-core';
import {LayersModel, layers} from '@tensorflow/tfjs-layers';

/** Returns `model` if it is a model of our copy of tfjs; throws an `ArgumentError` otherwise. */
export function requireModel(model: LayersModel): LayersModel {
  requireSameCopy('model', model, 'layer', layers.Layer);
  return requireInstance('model', model, LayersModel, 'a LayersModel');
}

/** Returns `optimizer` if it is an optimizer of our copy of tfjs; throws an `ArgumentError` otherwise. */
export function requireOptimizer(optimizer: Optimizer): Optimizer {
  requireSameCopy('optimizer', optimizer, 'optimizer', Optimizer);
  return requireInstance('optimizer', optimizer, Optimizer, 'an optimizer, as createOptimizer returns it');
}

/** Returns `tensors` if they are a list of at least one tensor of floats; throws an `ArgumentError` otherwise. */
export function requireTensors(argument: string, tensors: readonly Tensor[]): readonly Tensor[] {
  requireList(argument, tensors, 'a list of at least one tensor', 1);
  for (const [index, tensor] of tensors.entries()) {
    const name = `${argument}[${index}]`;
    requireInstance(name, tensor, Tensor, 'a tensor');
    if (tensor.dtype !== 'float32') throw new ArgumentError(`${name}.dtype`, '"float32"', tensor.dtype);
  }
  return tensors;
}
