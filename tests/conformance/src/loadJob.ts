import * as tf from '@tensorflow/tfjs-core';
import {loadLayersModel} from '@tensorflow/tfjs-layers';
import {compileModel} from './compileModel.js';
import './subjects/delayAccess.js';
import '@ntmjs/layers';

/** A tensor on its way from one place to another. */
export interface TensorValues {
  readonly shape: number[];
  readonly values: Float32Array;
}

/** What is to be done with a saved model where nothing of it is in memory. All of it can be cloned. */
export interface LoadJob {
  /** The model as `model.save` hands it over. */
  readonly artifacts: tf.io.ModelArtifacts;
  /** Whether its recurrent layers are compiled. */
  readonly compiled: boolean;
  readonly inputs: TensorValues;
  /** What it is trained on for one more step first, with the optimizer that it was saved with. */
  readonly targets?: TensorValues | undefined;
}

export interface LoadResult {
  /** What the model predicts. */
  readonly output: TensorValues;
}

/** Loads a saved model, trains it if targets are given, and predicts. */
export async function runLoadJob({artifacts, compiled, inputs, targets}: LoadJob): Promise<LoadResult> {
  const model = await loadLayersModel(tf.io.fromMemory(artifacts));
  if (compiled) compileModel(model);
  const x = fromValues(inputs);
  const y = targets === undefined ? undefined : fromValues(targets);
  if (y !== undefined) await model.trainOnBatch(x, y);
  const output = model.predict(x) as tf.Tensor;
  const result = {output: await toValues(output)};
  model.dispose();
  model.optimizer?.dispose();
  tf.dispose([x, y ?? [], output]);
  return result;
}

export async function toValues(tensor: tf.Tensor): Promise<TensorValues> {
  return {shape: tensor.shape, values: (await tensor.data()) as Float32Array};
}

function fromValues({shape, values}: TensorValues): tf.Tensor {
  return tf.tensor(values, shape);
}
