import {requireSameCopy} from '@ntmjs/arguments';
import {type LayersModel, layers, RNN} from '@tensorflow/tfjs-layers';
import {compile, isCompiled} from './compile.js';

/**
 * Compiles every recurrent layer of a model that is not compiled yet. A layer that is compiled already keeps its arguments; one
 * that cannot be traced runs eagerly, with a warning.
 *
 * @returns the recurrent layers of the model
 * @throws ArgumentError if the model is of another copy of tfjs
 */
export function compileLayers(model: LayersModel): RNN[] {
  requireSameCopy('model', model, 'layer', layers.Layer);
  const recurrent = model.layers.filter((layer) => layer instanceof RNN);
  for (const layer of recurrent) if (!isCompiled(layer)) compile(layer, {fallback: 'eager'});
  return recurrent;
}
