import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';

/** The recurrent layer that is all of a model, from an input sequence to a sequence of outputs; if there is none, why. */
export function soleLayerOf(model: LayersModel): RNN | string {
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  const [layer] = layers;
  if (layers.length !== 1 || !(layer instanceof RNN)) return 'the model is not one recurrent layer';
  if (!layer.returnSequences || layer.returnState)
    return 'the layer does not return a sequence and nothing else';
  if (layer.stateful || layer.goBackwards) return 'the layer is stateful or goes backwards';
  const [output] = model.outputs;
  const {inputTensors} = layer.inboundNodes[output!.nodeIndex]!;
  const once = inputTensors.length === 1 && inputTensors[0] === model.inputs[0];
  return once ? layer : 'the layer is applied more than once, or has initial states as inputs';
}
