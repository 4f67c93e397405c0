import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {trainableModelOf} from '../models.js';
import {sequences} from '../samples.js';

/** `fit` weights the loss of each class. */
export const classWeights: Check = {
  name: 'class weights',
  async run(subject, host) {
    const x = sequences();
    const y = tf.tensor2d([1, 0, 0, 1], [2, 2]);
    const loss = async (classWeight: Record<number, number>) => {
      const model = trainableModelOf(subject);
      const {history} = await model.fit(x, y, {batchSize: 2, verbose: 0, classWeight});
      return history.loss![0] as number;
    };
    const [first, second] = [await loss({0: 1, 1: 0}), await loss({0: 0, 1: 1})];
    expectClose([await loss({0: 3, 1: 2})], [3 * first + 2 * second], host.tolerance);
  },
};
