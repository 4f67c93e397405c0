import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {sequences} from '../samples.js';
import {allValues, several, steps, valuesOf} from '../values.js';

/** Without `returnSequences` the output is the last of the sequence; the states do not depend on it. */
export const sequencesAndLast: Check = {
  name: 'returnSequences, returnState',
  async run(subject, host) {
    const x = sequences();
    const all = subject.layer({returnSequences: true, returnState: true});
    const [outputs, ...states] = several(all.apply(x));
    const last = subject.layer({returnState: true});
    tf.dispose(last.apply(x) as tf.Tensor[]);
    last.setWeights(all.getWeights());
    const [output, ...lastStates] = several(last.apply(x));
    const expected = await valuesOf(steps(outputs as never, 2, 3));
    expectClose(await valuesOf(output!), expected, host.tolerance);
    expectClose(await allValues(lastStates), await allValues(states), host.tolerance);
    expectClose(await valuesOf(states[0]!), expected, host.tolerance);
  },
};
