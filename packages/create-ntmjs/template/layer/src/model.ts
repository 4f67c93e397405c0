import {compile} from '@ntmjs/compile';
import {ntm} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, type LayersModel, layers, sequential} from '@tensorflow/tfjs-layers';
import {channels} from './data.js';

/** A model with a Neural Turing Machine where another would have an LSTM. */
export function createModel(seed: number): LayersModel {
  const model = sequential({
    layers: [
      ntm({
        units: 32,
        controller: {type: 'feedforward', units: 64}, // the network that reads and writes
        memory: {rows: 24, width: 12}, // at least as many rows as there are letters to remember
        weightingClip: 10, // bounds the gradients of attention, as `fit` does not clip any
        returnSequences: true,
        inputShape: [null, channels],
        seed,
      }),
      layers.dense({
        units: channels,
        activation: 'softmax',
        kernelInitializer: initializers.glorotUniform({seed}),
      }),
    ],
  });
  model.compile({optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy'});
  return compile(model); // the same model, many times faster; it works without this, too
}
