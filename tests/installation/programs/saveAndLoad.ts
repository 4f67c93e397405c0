// Saves and loads a model with nothing imported but what makes it.
import '@tensorflow/tfjs-backend-cpu';
import {ntm} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {loadLayersModel, sequential} from '@tensorflow/tfjs-layers';

const controller = {type: 'feedforward', units: 8} as const;
const inputShape = [null, 3];
const layer = ntm({units: 2, controller, memory: {rows: 6, width: 4}, inputShape, seed: 1});
const model = sequential({layers: [layer]});
let saved: tf.io.ModelArtifacts | undefined;
await model.save(
  tf.io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return {modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}};
  }),
);
const loaded = await loadLayersModel(tf.io.fromMemory(saved!));
console.log(loaded.layers.map((part) => part.getClassName()).join(' ')); // → MemoryAugmentedRNN
const inputs = tf.randomNormal([2, 5, 3], 0, 1, 'float32', 1);
const [before, after] = [model, loaded].map((each) => (each.predict(inputs) as tf.Tensor).dataSync());
console.log(
  before!.length,
  before!.every((value, index) => value === after![index]),
); // → 4 true
