import {compile, LayerPredictor} from '@ntmjs/compile';
import {bitsPerSequence, copyTask, type Episodes, RandomStream} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';
import {bits} from './cases.js';
import {buildModel, type ModelSpec} from './models.js';
import {requireFinite, type Work, type WorkArgs} from './work.js';

/**
 * Prepares forward passes of a model on the copy task, on the current backend. A step is that of an evaluation: it samples
 * episodes, runs the model forward, and computes the loss of the logits.
 *
 * @throws TraceError if the engine is not `eager` and the recurrent layer cannot be compiled
 */
export function startForward(spec: ModelSpec, {engine, batch, length, relaxedSimd}: WorkArgs): Work {
  const task = copyTask({vectorWidth: bits});
  const model = buildModel(spec, task);
  const random = new RandomStream(1, 'benchmark');
  const start = performance.now();
  const forward = engine === 'eager' ? eagerly(model) : compiled(model, relaxedSimd);
  return {
    model,
    compileMilliseconds: engine === 'eager' ? undefined : performance.now() - start,
    async step() {
      const episodes = task.sample(random, batch, {length});
      return requireFinite(bitsPerSequence(await forward(episodes), episodes));
    },
  };
}

/** As `evaluate` runs a model that is one compiled layer. */
function compiled(model: LayersModel, relaxedSimd = false): (episodes: Episodes) => Float32Array {
  const layer = model.layers.find((candidate) => candidate instanceof RNN)!;
  const predictor = new LayerPredictor(compile(layer, {relaxedSimd}));
  return ({batch, steps, inputs}) => predictor.predict({batch, steps, inputs});
}

function eagerly(model: LayersModel): (episodes: Episodes) => Promise<Float32Array> {
  return async ({batch, steps, inputSize, inputs}) => {
    const logits = tf.tidy(() => model.apply(tf.tensor3d(inputs, [batch, steps, inputSize])) as tf.Tensor);
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    return values;
  };
}
