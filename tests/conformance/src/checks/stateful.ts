import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {expectSameBits, expectThat} from '../expectations.js';
import {modelOf, predicted, recurrentLayer, trainableModelOf} from '../models.js';
import {BATCH, INPUTS, sequences, targets} from '../samples.js';
import {several, steps, valuesOf} from '../values.js';

const batchInputShape = [BATCH, null, INPUTS];

/** A stateful layer continues from its last states until they are reset. */
export const stateful: Check = {
  name: 'stateful, resetStates',
  async run(subject, host) {
    const model = modelOf(subject, {stateful: true, batchInputShape});
    const x = sequences();
    const fresh = subject.layer({returnState: true});
    tf.dispose(fresh.apply(x) as tf.Tensor[]);
    fresh.setWeights(model.getWeights());
    const [whole] = several(fresh.apply(x));
    const [, ...states] = several(fresh.apply(steps(x, 0, 1)));
    const expected = await valuesOf(whole!);
    const rest = steps(x, 1, 3);
    const first = await predicted(model, steps(x, 0, 1));
    expectClose(await predicted(model, rest), expected, host.tolerance);
    model.resetStates();
    expectSameBits('the first output again', await predicted(model, steps(x, 0, 1)), first);
    recurrentLayer(model).resetStates(states);
    expectClose(await predicted(model, rest), expected, host.tolerance);
  },
};

/** A stateful layer can be trained: each batch continues from the previous one. */
export const statefulTraining: Check = {
  name: 'stateful, fit',
  async run(subject) {
    const model = trainableModelOf(subject, {stateful: true, batchInputShape});
    const [x, y] = [sequences(), targets()];
    const {history} = await model.fit(x, y, {epochs: 3, batchSize: BATCH, shuffle: false, verbose: 0});
    const losses = history.loss as number[];
    expectThat(`the losses ${losses} are finite`, losses.every(Number.isFinite));
    const states = recurrentLayer(model).states as tf.Tensor[];
    const values = await Promise.all(states.map((state) => state.data()));
    expectThat(
      'the states are finite',
      values.every((state) => state.every(Number.isFinite)),
    );
    expectThat(
      'the output is a state that moved',
      values[0]!.some((value) => value !== 0),
    );
    model.resetStates();
    tf.dispose(model.predict(x, {batchSize: BATCH}));
  },
};
