import {compile} from '@ntmjs/compile';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';

/** Compiles every recurrent layer of a model, and both of a bidirectional one. */
export function compileModel(model: LayersModel): void {
  for (const layer of model.layers) {
    const {forwardLayer, backwardLayer} = layer as {forwardLayer?: unknown; backwardLayer?: unknown};
    for (const part of [layer, forwardLayer, backwardLayer]) if (part instanceof RNN) compile(part);
  }
}
