import {compile} from '@ntmjs/compile';
import {ntm} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, layers, type RNN, type Sequential, sequential} from '@tensorflow/tfjs-layers';
import {symbols} from './alphabet.js';

const inputShape = [null, symbols.length];

/** The recurrent layers that are compared: equal interfaces, and about as many weights. */
export const recurrentLayers = {
  lstm: (seed: number) => layers.lstm({units: 38, returnSequences: true, inputShape, ...seededKernels(seed)}),
  ntm: (seed: number) =>
    ntm({units: 32, controller, memory, weightingClip: 10, returnSequences: true, inputShape, seed}),
};

const controller = {type: 'feedforward', units: 64} as const;
const memory = {rows: 24, width: 12};

/** Seeded initializers for an LSTM, which tfjs initializes randomly otherwise. */
function seededKernels(seed: number) {
  return {
    kernelInitializer: initializers.glorotUniform({seed}),
    recurrentInitializer: initializers.glorotUniform({seed: seed + 1}),
  };
}

/** A sequence model around any recurrent layer. */
export function createModel(recurrent: layers.Layer, seed: number): Sequential {
  const kernelInitializer = initializers.glorotUniform({seed: seed + 2});
  const dense = layers.dense({units: symbols.length, activation: 'softmax', kernelInitializer});
  const model = sequential({layers: [recurrent, dense]});
  model.compile({optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy'});
  compile(recurrent as RNN); // the same model, many times faster; it works without this line too
  return model;
}
