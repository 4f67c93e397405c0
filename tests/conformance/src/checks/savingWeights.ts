import * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {expectSameBits, expectThat} from '../expectations.js';
import {modelOf, predicted, saved} from '../models.js';
import {sequences} from '../samples.js';

/** The weights of a saved model, loaded into a fresh one with other weights, make it predict the same. */
export const savingWeights: Check = {
  name: 'save, load weights only',
  async run(subject) {
    const x = sequences();
    const model = modelOf(subject, {name: 'layer'});
    const expected = await predicted(model, x);
    const {weightData, weightSpecs} = await saved(model);
    model.dispose();
    const fresh = modelOf(subject, {name: 'layer', seed: 7});
    const other = await predicted(fresh, x);
    expectThat(
      'another seed gives other outputs',
      other.some((value, index) => value !== expected[index]),
    );
    fresh.loadWeights(tf.io.decodeWeights(weightData as ArrayBuffer, weightSpecs!));
    expectSameBits('output with loaded weights', await predicted(fresh, x), expected);
  },
};
