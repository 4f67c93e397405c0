import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, type RNN, sequential} from '@tensorflow/tfjs-layers';
import {INPUTS} from './samples.js';
import type {Subject, SubjectOptions} from './subject.js';

/** A model of nothing but the subject's layer, for sequences of any length. */
export function modelOf(subject: Subject, options: SubjectOptions = {}): LayersModel {
  const shape = options.batchInputShape === undefined ? {inputShape: [null, INPUTS]} : {};
  return sequential({layers: [subject.layer({...shape, ...options})]});
}

/** The same, to be trained by SGD on the mean squared error. */
export function trainableModelOf(subject: Subject, options: SubjectOptions = {}): LayersModel {
  const model = modelOf(subject, options);
  model.compile({optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError'});
  return model;
}

/** A model's recurrent layer. */
export function recurrentLayer(model: LayersModel): RNN {
  return model.layers.find((layer) => 'cell' in layer) as RNN;
}

/** What a model predicts. */
export async function predicted(model: LayersModel, x: tf.Tensor): Promise<Float32Array> {
  const output = model.predict(x, {batchSize: x.shape[0]!}) as tf.Tensor;
  const values = (await output.data()) as Float32Array;
  output.dispose();
  return values;
}

/** What `model.save` hands over. */
export async function saved(model: LayersModel, config?: tf.io.SaveConfig): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (given) => {
    artifacts = given;
    return {modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}};
  });
  await model.save(handler, config);
  return artifacts!;
}
