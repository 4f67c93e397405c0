import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {modelOf, predicted} from '../models.js';
import {BATCH, INPUTS, STEPS} from '../samples.js';

/** Integers as inputs are numbers like others. */
export const integers: Check = {
  name: 'integer inputs',
  async run(subject, host) {
    const x = tf.tensor(
      Array.from({length: BATCH * STEPS * INPUTS}, (_, index) => index % 2),
      [BATCH, STEPS, INPUTS],
      'int32',
    );
    const model = modelOf(subject);
    const expected = await predicted(model, tf.cast(x, 'float32'));
    expectClose(await predicted(model, x), expected, host.tolerance);
  },
};
