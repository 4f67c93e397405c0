import {ArgumentError, requireInstance, requireSameCopy} from '@ntmjs/arguments';
import {LayersModel, layers, RNN, type Shape, type SymbolicTensor} from '@tensorflow/tfjs-layers';
import {inputSizeOf} from '../runtime/pipeline.js';

/** A layer of a chain, and the shape of its input. */
export interface Link {
  readonly layer: layers.Layer;
  readonly inputShape: Shape;
}

/** The classes of layers that map each row of numbers alone, the second if they do so along the last axis. */
const ROWWISE = ['Activation', 'Dense', 'ELU', 'LeakyReLU', 'ReLU'];
const ALONG_AXIS = ['LayerNormalization', 'Softmax'];

/** The classes of layers that do something in training only. */
const INERT = [
  'AlphaDropout',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'InputLayer',
  'SpatialDropout1D',
];

/**
 * The layers of a model that can take sequences a step at a time, in order, without those that do nothing in a prediction.
 *
 * @param model a built recurrent layer, or a model
 * @returns recurrent layers, and others that map each row alone
 * @throws ArgumentError if the model is none of such layers; it names the layer
 */
export function chainOf(model: LayersModel | RNN): Link[] {
  requireSameCopy('model', model, 'layer', layers.Layer);
  requireInstance('model', model, layers.Layer, 'a recurrent layer, or a model with one');
  if (model instanceof RNN) return [{layer: model, inputShape: [null, null, inputSizeOf(model)]}];
  const links = (model instanceof LayersModel ? linksOf(model) : []).filter(({layer}) => !isOf(INERT, layer));
  const other = links.find((link) => !(link.layer instanceof RNN) && !isRowwise(link));
  if (other !== undefined)
    refuse('made of recurrent layers, layers that map each row (dense, activation, …) and dropout', other);
  const recurrent = links.filter(({layer}) => layer instanceof RNN);
  if (recurrent.length === 0) throw new ArgumentError('model', 'one with a recurrent layer', model);
  const twice = links.find(({layer}, index) => links.findIndex((other) => other.layer === layer) < index);
  if (twice !== undefined) refuse('one in which each layer is applied once', twice);
  const backwards = recurrent.slice(1).find(({layer}) => (layer as RNN).goBackwards);
  if (backwards !== undefined)
    refuse('one in which only the first recurrent layer may go backwards', backwards);
  return links;
}

function refuse(expected: string, {layer}: Link): never {
  throw new ArgumentError('model', expected, `${layer.name} (${layer.getClassName()})`);
}

/** The layers from a model's input to its output, also those of models in it. */
function linksOf(model: LayersModel): Link[] {
  if (model.inputs.length > 1 || model.outputs.length > 1)
    throw new ArgumentError('model', 'one with a single input and a single output', model);
  const found: Link[] = [];
  let tensor: SymbolicTensor = model.outputs[0]!;
  while (tensor.id !== model.inputs[0]!.id) {
    const {sourceLayer: layer, inputs} = tensor;
    const [input] = inputs as [SymbolicTensor];
    const link = {layer, inputShape: input.shape};
    if (inputs.length > 1) refuse('a chain of layers with one input each', link);
    found.unshift(...(layer instanceof LayersModel ? linksOf(layer) : [unwrapped(link)]));
    tensor = input;
  }
  return found;
}

/** Members of layers that their declarations hide. */
interface Hidden {
  readonly axis?: number | number[];
  readonly layer?: layers.Layer;
}

/** The layer that a `timeDistributed` runs at each step. */
function unwrapped(link: Link): Link {
  const {layer} = link.layer as Hidden;
  if (link.layer.getClassName() !== 'TimeDistributed') return link;
  const [batch, , ...others] = link.inputShape;
  return {layer: layer!, inputShape: [batch!, ...others]};
}

function isRowwise({layer, inputShape}: Link): boolean {
  const {axis = -1} = layer as Hidden;
  const isLast = ['-1', String(inputShape.length - 1)].includes(String(axis));
  return isOf(ROWWISE, layer) || (isOf(ALONG_AXIS, layer) && isLast);
}

function isOf(classes: readonly string[], layer: layers.Layer): boolean {
  return classes.includes(layer.getClassName());
}
