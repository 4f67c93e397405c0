import {ArgumentError, requireBoolean, requireKeys, requireSameCopy} from '@ntmjs/arguments';
import {LayersModel, layers, type RNN} from '@tensorflow/tfjs-layers';
import {type CompileArgs, compile, isCompiled, prepare} from './compile.js';
import {recurrentLayersOf} from './recurrentLayers.js';

/**
 * Compiles every recurrent layer of a model that is not compiled yet, also both directions of bidirectional layers and layers of
 * models inside of the model. A layer that is compiled already keeps its arguments; one that cannot run compiled runs eagerly, with
 * a warning. Layers that are built are compiled at once, others when they first run.
 *
 * @param relaxedSimd that of `compile`, for layers that are not compiled yet
 * @returns the recurrent layers of the model
 * @throws ArgumentError if it is no model, or one of another copy of tfjs, or `relaxedSimd` is wrong
 */
export function compileLayers(model: LayersModel, args: Pick<CompileArgs, 'relaxedSimd'> = {}): RNN[] {
  requireSameCopy('model', model, 'layer', layers.Layer);
  if (!(model instanceof LayersModel)) {
    throw new ArgumentError('model', 'a model of tfjs (compile compiles a layer, too)', model);
  }
  const {relaxedSimd = false} = requireKeys('compile', args, ['relaxedSimd']);
  requireBoolean('compile.relaxedSimd', relaxedSimd);
  const recurrent = recurrentLayersOf(model);
  for (const layer of recurrent.filter((layer) => !isCompiled(layer))) {
    compile(layer, {fallback: 'eager', relaxedSimd});
    if (layer.built) prepare(layer);
  }
  return recurrent;
}
