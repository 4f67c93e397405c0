import {compile, isCompiled} from '@ntmjs/compile';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';

/** Compiles every recurrent layer of a model; a layer that cannot be compiled runs eagerly, with a warning. */
export function compileLayers(model: LayersModel): void {
  for (const layer of model.layers) {
    if (layer instanceof RNN && !isCompiled(layer)) compile(layer, {fallback: 'eager'});
  }
}
