import {compile, isCompiled} from '@ntmjs/compile';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';

/** Lets every recurrent layer of a model run compiled; one that cannot be goes on as it is, and says so. */
export function compileLayers(model: LayersModel): void {
  for (const layer of model.layers) {
    if (layer instanceof RNN && !isCompiled(layer)) compile(layer, {fallback: 'eager'});
  }
}
