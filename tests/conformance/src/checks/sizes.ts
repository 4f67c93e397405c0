import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {modelOf, predicted, trainableModelOf} from '../models.js';
import {sequences, targets} from '../samples.js';
import {steps} from '../values.js';

/** One sample and one step are enough, to predict and to train. */
export const smallest: Check = {
  name: 'batch of 1, sequence of 1',
  async run(subject, host) {
    const model = trainableModelOf(subject, {returnSequences: true});
    const x = sequences();
    const all = await predicted(model, x);
    const first = tf.slice(x, [0, 0, 0], [1, 1, 3]);
    expectClose(await predicted(model, first), all.slice(0, 2), host.tolerance);
    await model.trainOnBatch(first, targets([1, 1, 2]));
  },
};

/** The size of the batch and the length of sequences may change from call to call; samples do not see each other. */
export const changingSizes: Check = {
  name: 'changing batch and length',
  async run(subject, host) {
    const model = modelOf(subject);
    const x = sequences({batch: 3});
    const whole = await predicted(model, x);
    const parts = [tf.slice(x, 0, 1), tf.slice(x, 1, 2)];
    const apart = [...(await predicted(model, parts[0]!)), ...(await predicted(model, parts[1]!))];
    expectClose(apart, whole, host.tolerance);
    const batches = model.predict(x, {batchSize: 2}) as tf.Tensor;
    expectClose(await batches.data(), whole, host.tolerance);
    const short = await predicted(model, steps(x, 0, 2));
    expectClose(await predicted(model, tf.slice(steps(x, 0, 2), 2, 1)), short.slice(4), host.tolerance);
  },
};
