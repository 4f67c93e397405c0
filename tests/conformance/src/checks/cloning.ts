import type * as tf from '@tensorflow/tfjs-core';
import {Sequential} from '@tensorflow/tfjs-layers';
import type {Check} from '../check.js';
import {compileModelLike} from '../compileModel.js';
import {expectSameBits} from '../expectations.js';
import {modelOf, predicted} from '../models.js';
import {sequences} from '../samples.js';

/** A model made from another's config, with its weights, predicts the same. */
export const cloning: Check = {
  name: 'clone a model',
  async run(subject) {
    const model = modelOf(subject, {returnSequences: true});
    const config = JSON.parse(JSON.stringify(model.getConfig())) as tf.serialization.ConfigDict;
    const copy = compileModelLike(subject, Sequential.fromConfig(Sequential as never, config) as Sequential);
    copy.setWeights(model.getWeights());
    const x = sequences();
    expectSameBits('output of the clone', await predicted(copy, x), await predicted(model, x));
  },
};
