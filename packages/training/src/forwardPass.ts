import {CompilationError, isCompiled, LayerPredictor} from '@ntmjs/compile';
import type {Episodes} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {soleLayerOf} from './soleLayer.js';
import {requireStatesMemory} from './statesMemory.js';

/** Runs a model forward on episodes; returns its logits, `[batch, steps, outputs]`. */
export type ForwardPass = (episodes: Episodes) => Promise<Float32Array>;

/**
 * The fastest forward pass of a model: without tfjs in between if the model is one recurrent layer, and that is compiled. The numbers are
 * those of `model.apply`, to the last bit.
 */
export function forwardPassOf(model: LayersModel): ForwardPass {
  const predictor = predictorOf(model);
  if (predictor !== undefined) {
    return async ({batch, steps, inputs}) => predictor.predict({batch, steps, inputs});
  }
  return async (episodes) => {
    requireStatesMemory(model, episodes);
    const {inputs, batch, steps, inputSize} = episodes;
    const logits = tf.tidy(() => model.apply(tf.tensor3d(inputs, [batch, steps, inputSize])) as tf.Tensor);
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    return values;
  };
}

function predictorOf(model: LayersModel): LayerPredictor | undefined {
  const layer = soleLayerOf(model);
  if (typeof layer === 'string' || !isCompiled(layer)) return undefined;
  try {
    return new LayerPredictor(layer);
  } catch (error) {
    if (!(error instanceof CompilationError)) throw error;
    return undefined; // The layer says why, or runs eagerly, when it is applied.
  }
}
