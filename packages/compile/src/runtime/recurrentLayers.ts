import {ArgumentError, requireInstance, requireSameCopy} from '@ntmjs/arguments';
import {LayersModel, layers, RNN} from '@tensorflow/tfjs-layers';

/** A layer of which `compile` can compile something: a recurrent one, or one that wraps recurrent ones. */
export type RecurrentLayer =
  | RNN
  | ReturnType<typeof layers.bidirectional>
  | ReturnType<typeof layers.timeDistributed>;

/** Members of tfjs' wrappers that their declarations hide. */
interface Wrapper {
  readonly layer?: unknown;
  readonly forwardLayer?: layers.Layer;
  readonly backwardLayer?: layers.Layer;
}

/**
 * The recurrent layers of a layer or a model: itself, both directions of a bidirectional layer, those inside of other wrappers, and
 * those of a model's layers, of which some may be models.
 *
 * @throws ArgumentError if it is no layer, or one is of another copy of tfjs
 */
export function recurrentLayersOf(layer: layers.Layer): RNN[] {
  requireSameCopy('layer', layer, 'layer', layers.Layer);
  requireInstance('layer', layer, layers.Layer, 'a layer or a model of tfjs');
  if (layer instanceof RNN) return [layer];
  return [...new Set(innerLayersOf(layer).flatMap(recurrentLayersOf))];
}

function innerLayersOf(layer: layers.Layer): layers.Layer[] {
  if (layer instanceof LayersModel) return layer.layers;
  const {forwardLayer, backwardLayer, layer: wrapped} = layer as Wrapper;
  // A bidirectional layer runs two copies of the layer that it was given, not that one.
  if (forwardLayer !== undefined && backwardLayer !== undefined) return [forwardLayer, backwardLayer];
  return wrapped instanceof layers.Layer ? [wrapped] : [];
}

/** The recurrent layers of a layer that is no model; throws an `ArgumentError` if there are none. */
export function requireRecurrent(layer: layers.Layer): RNN[] {
  requireSameCopy('layer', layer, 'layer', layers.Layer);
  const isLayer = layer instanceof layers.Layer && !(layer instanceof LayersModel);
  const found = isLayer ? recurrentLayersOf(layer) : [];
  if (found.length > 0) return found;
  throw new ArgumentError('layer', 'a recurrent layer or a model of tfjs', layer);
}

/** Throws an `ArgumentError` unless a layer itself is recurrent. */
export function requireRnn(layer: RNN): void {
  requireSameCopy('layer', layer, 'layer', layers.Layer);
  if (layer instanceof RNN) return;
  throw new ArgumentError(
    'layer',
    'a recurrent layer of tfjs (of a bidirectional one, forwardLayer or backwardLayer)',
    layer,
  );
}
