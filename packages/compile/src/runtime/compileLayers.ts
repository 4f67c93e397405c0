import {ArgumentError, requireSameCopy} from '@ntmjs/arguments';
import {LayersModel, layers, type RNN} from '@tensorflow/tfjs-layers';
import {compile, isCompiled, prepare} from './compile.js';
import {recurrentLayersOf} from './recurrentLayers.js';

/**
 * Compiles every recurrent layer of a model that is not compiled yet, also both directions of bidirectional layers and layers of
 * models inside of the model. A layer that is compiled already keeps its arguments; one that cannot run compiled runs eagerly, with
 * a warning. Layers that are built are compiled at once, others when they first run.
 *
 * @returns the recurrent layers of the model
 * @throws ArgumentError if it is no model, or one of another copy of tfjs
 */
export function compileLayers(model: LayersModel): RNN[] {
  requireSameCopy('model', model, 'layer', layers.Layer);
  if (!(model instanceof LayersModel)) {
    throw new ArgumentError('model', 'a model of tfjs (compile compiles a layer, too)', model);
  }
  const recurrent = recurrentLayersOf(model);
  for (const layer of recurrent.filter((layer) => !isCompiled(layer))) {
    compile(layer, {fallback: 'eager'});
    if (layer.built) prepare(layer);
  }
  return recurrent;
}
