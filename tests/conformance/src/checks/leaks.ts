import * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {expectEqual} from '../expectations.js';
import {trainableModelOf} from '../models.js';
import {sequences, targets} from '../samples.js';

/** Predicting and training leave no tensor behind, and a disposed model none at all. */
export const leaks: Check = {
  name: 'no leak',
  async run(subject) {
    const [x, y] = [sequences(), targets()];
    const before = tf.memory().numTensors;
    const model = trainableModelOf(subject);
    const use = async () => {
      tf.dispose(model.predict(x));
      await model.fit(x, y, {epochs: 1, batchSize: 2, verbose: 0});
      tf.dispose(model.evaluate(x, y));
    };
    await use();
    const used = tf.memory().numTensors;
    await use();
    await use();
    expectEqual('tensors left by use', tf.memory().numTensors - used, 0);
    model.dispose();
    model.optimizer.dispose();
    expectEqual('tensors left after model.dispose()', tf.memory().numTensors - before, 0);
  },
};
