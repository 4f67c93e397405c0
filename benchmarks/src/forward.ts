import {compile, runnerOf} from '@ntmjs/compile';
import {bitsPerSequence, copyTask, RandomStream} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {RNN} from '@tensorflow/tfjs-layers';
import {bits} from './cases.js';
import {buildModel, type ModelSpec} from './models.js';
import {requireFinite, type Work, type WorkArgs} from './work.js';

/**
 * Prepares forward passes of a model on the copy task, on the current backend. A step is that of an evaluation: it samples
 * episodes, runs the model forward, and reads the logits back for the loss.
 *
 * @throws TraceError if the engine is not `eager` and the recurrent layer cannot be compiled
 */
export function startForward(spec: ModelSpec, {engine, batch, length}: WorkArgs): Work {
  const task = copyTask({vectorWidth: bits});
  const model = buildModel(spec, task);
  const random = new RandomStream(1, 'benchmark');
  const start = performance.now();
  if (engine !== 'eager')
    for (const layer of model.layers) if (layer instanceof RNN) runnerOf(compile(layer));
  return {
    model,
    compileMilliseconds: engine === 'eager' ? undefined : performance.now() - start,
    async step() {
      const episodes = task.sample(random, batch, {length});
      const {steps, inputSize, inputs} = episodes;
      const logits = tf.tidy(() => model.apply(tf.tensor3d(inputs, [batch, steps, inputSize])) as tf.Tensor);
      const values = (await logits.data()) as Float32Array;
      logits.dispose();
      return requireFinite(bitsPerSequence(values, episodes));
    },
  };
}
