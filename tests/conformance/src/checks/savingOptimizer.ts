import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {toValues} from '../loadJob.js';
import {modelOf, predicted, saved} from '../models.js';
import {sequences, targets} from '../samples.js';

/** A model that was saved with its optimizer trains on where it is loaded, as if it had never been saved. */
export const savingOptimizer: Check = {
  name: 'save with optimizer, train on elsewhere',
  async run(subject, host) {
    const [x, y] = [sequences(), targets()];
    const model = modelOf(subject);
    model.compile({optimizer: tf.train.adam(0.05), loss: 'meanSquaredError'});
    await model.trainOnBatch(x, y);
    await model.trainOnBatch(x, y);
    const artifacts = await saved(model, {includeOptimizer: true});
    await model.trainOnBatch(x, y);
    const expected = await predicted(model, x);
    const {output} = await host.elsewhere({
      artifacts,
      compiled: subject.compiled,
      inputs: await toValues(x),
      targets: await toValues(y),
    });
    model.optimizer.dispose();
    expectClose(output.values, expected, host.tolerance);
  },
};
