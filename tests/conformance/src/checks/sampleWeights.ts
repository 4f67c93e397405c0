import * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {expectThat} from '../expectations.js';
import {trainableModelOf} from '../models.js';
import {sequences, targets} from '../samples.js';

/** `fit` weights the loss of each sample. */
export const sampleWeights: Check = {
  name: 'sample weights',
  async run(subject) {
    const [x, y] = [sequences(), targets()];
    const args = {batchSize: 2, verbose: 0} as const;
    const plain = await trainableModelOf(subject).fit(x, y, args);
    const weighted = await trainableModelOf(subject).fit(x, y, {...args, sampleWeight: tf.tensor1d([2, 2])});
    const [one, two] = [plain.history.loss![0] as number, weighted.history.loss![0] as number];
    expectThat(`twice the weight is twice the loss: ${one}, ${two}`, Math.abs(two / one - 2) < 1e-3);
  },
};
