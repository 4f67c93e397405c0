import {bitsPerSequence, copyTask, RandomStream} from '@ntmjs/tasks';
import {GravesRmsProp, trainStep} from '@ntmjs/training';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {bits} from './cases.js';
import {buildModel, type ModelSpec} from './models.js';

/** A model in training: what is timed is `step`. */
export interface Training {
  readonly model: LayersModel;
  /**
   * A whole training step, as a training loop takes it: episodes sampled, forward, loss, backward, clipping, update,
   * and the logits read back for the loss.
   *
   * @returns the loss before the update, in bits a sequence
   * @throws Error if the loss is not a finite number
   */
  step(): Promise<number>;
}

/** Training of a model on the copy task, with the paper's optimiser, on the current backend. */
export function startTraining(spec: ModelSpec, batch: number, length: number): Training {
  const task = copyTask({bits});
  const model = buildModel(spec, task);
  const optimizer = new GravesRmsProp({learningRate: 1e-4});
  const random = new RandomStream(1, 'benchmark');
  return {
    model,
    async step() {
      const episodes = task.sample(random, batch, {length});
      const logits = trainStep(model, optimizer, episodes, {elementwise: 10});
      const values = (await logits.data()) as Float32Array;
      logits.dispose();
      const loss = bitsPerSequence(values, episodes);
      if (!Number.isFinite(loss)) throw new Error(`the loss is ${loss}`);
      return loss;
    },
  };
}
