import {compile} from '@ntmjs/compile';
import {RandomStream} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {FitModel} from './fitModels.js';
import {requireFinite, type Work, type WorkArgs} from './work.js';

/** Batches of one call of `fit`. */
const BATCHES = 4;

/**
 * Prepares training of a model with `model.fit`, on the current backend. A step is one call of it: an epoch of four batches of the
 * same examples, which it shuffles.
 *
 * @returns the work; compiling took as long as the first batch, of which it is the larger part
 * @throws Error if the engine is not `eager` and the training step cannot be compiled as a whole
 */
export async function startFit(
  {build, sample}: FitModel,
  {engine, batch}: Pick<WorkArgs, 'engine' | 'batch'>,
): Promise<Work> {
  const model = build();
  const {x, y} = sample(new RandomStream(1, 'benchmark'), BATCHES * batch);
  const work: Work = {
    model,
    batches: BATCHES,
    async step() {
      const {history} = await model.fit(x, y, {batchSize: batch, epochs: 1, verbose: 0});
      return requireFinite(history.loss![0] as number);
    },
  };
  if (engine === 'eager') return work;
  const first = sample(new RandomStream(1, 'first'), batch);
  const start = performance.now();
  compile(model, {fallback: 'error'});
  await model.trainOnBatch(first.x, first.y);
  const compileMilliseconds = performance.now() - start;
  tf.dispose([first.x, first.y]);
  return {...work, compileMilliseconds};
}
