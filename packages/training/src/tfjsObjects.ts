import {requireSameCopy} from '@ntmjs/arguments';
import {Optimizer} from '@tensorflow/tfjs-core';
import {type LayersModel, layers} from '@tensorflow/tfjs-layers';

/** Returns a model unless it is of another copy of tfjs; throws an `ArgumentError` then. */
export function requireModel(model: LayersModel): LayersModel {
  return requireSameCopy('model', model, 'layer', layers.Layer);
}

/** Returns an optimizer unless it is of another copy of tfjs; throws an `ArgumentError` then. */
export function requireOptimizer(optimizer: Optimizer): Optimizer {
  return requireSameCopy('optimizer', optimizer, 'optimizer', Optimizer);
}
