import {compile} from '@ntmjs/compile';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';
import type {Subject} from './subject.js';

/** Compiles every recurrent layer of a model, and both of a bidirectional one. */
export function compileModel(model: LayersModel): void {
  for (const layer of model.layers) {
    const {forwardLayer, backwardLayer} = layer as {forwardLayer?: unknown; backwardLayer?: unknown};
    for (const part of [layer, forwardLayer, backwardLayer]) if (part instanceof RNN) compile(part);
  }
}

/** A layer, compiled if the subject's are. */
export function compileLike(subject: Subject, layer: RNN): RNN {
  return subject.compiled ? compile(layer) : layer;
}

/** A model, its recurrent layers compiled if the subject's are. */
export function compileModelLike<M extends LayersModel>(subject: Subject, model: M): M {
  if (subject.compiled) compileModel(model);
  return model;
}
