import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';
import {compile, isCompiled} from './compile.js';

/**
 * Compiles every recurrent layer of a model that is not compiled yet. A layer that is compiled already keeps its arguments; one
 * that cannot be traced runs eagerly, with a warning.
 *
 * @returns the recurrent layers of the model
 */
export function compileLayers(model: LayersModel): RNN[] {
  const recurrent = model.layers.filter((layer) => layer instanceof RNN);
  for (const layer of recurrent) if (!isCompiled(layer)) compile(layer, {fallback: 'eager'});
  return recurrent;
}
