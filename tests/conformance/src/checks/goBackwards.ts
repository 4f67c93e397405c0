import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {sequences} from '../samples.js';
import {valuesOf} from '../values.js';

/** A layer that goes backwards does to a sequence what another does to the reversed one. */
export const goBackwards: Check = {
  name: 'goBackwards',
  async run(subject, host) {
    const x = sequences();
    const backwards = subject.layer({returnSequences: true, goBackwards: true});
    const forwards = subject.layer({returnSequences: true});
    const actual = await valuesOf(backwards.apply(x) as never);
    tf.dispose(forwards.apply(x) as tf.Tensor[]);
    forwards.setWeights(backwards.getWeights());
    expectClose(actual, await valuesOf(forwards.apply(tf.reverse(x, 1)) as never), host.tolerance);
  },
};
