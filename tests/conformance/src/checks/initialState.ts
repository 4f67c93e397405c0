import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import {input, loadLayersModel, model as modelOfTensors} from '@tensorflow/tfjs-layers';
import type {Check} from '../check.js';
import {compileModelLike} from '../compileModel.js';
import {saved} from '../models.js';
import {INPUTS, sequences} from '../samples.js';
import {allValues, several, steps} from '../values.js';

/** Continuing a sequence from the states that its first part returned equals running the whole sequence. */
export const initialState: Check = {
  name: 'initialState, tensors',
  async run(subject, host) {
    const layer = subject.layer({returnSequences: true, returnState: true});
    const x = sequences();
    const [whole, ...final] = several(layer.apply(x));
    const [first, ...states] = several(layer.apply(steps(x, 0, 1)));
    const [second, ...end] = several(layer.apply(steps(x, 1, 3), {initialState: states}));
    expectClose(await tf.concat([first!, second!], 1).data(), await whole!.data(), host.tolerance);
    expectClose(await allValues(end), await allValues(final), host.tolerance);
  },
};

/** The same with states that are inputs of a model, also after it was saved and loaded. */
export const symbolicInitialState: Check = {
  name: 'initialState, symbolic',
  async run(subject, host) {
    const layer = subject.layer({returnSequences: true, returnState: true});
    const x = sequences();
    const [whole, ...final] = several(layer.apply(x));
    const sequence = input({shape: [null, INPUTS]});
    const initial = final.map(({shape}) => input({shape: [shape[1]!]}));
    const outputs = layer.apply(sequence, {initialState: initial}) as never;
    const model = modelOfTensors({inputs: [sequence, ...initial], outputs});
    const reloaded = compileModelLike(subject, await loadLayersModel(tf.io.fromMemory(await saved(model))));
    const start = layer.getInitialState(x);
    for (const stepper of [model, reloaded]) {
      const [first, ...states] = several(stepper.predict([steps(x, 0, 1), ...start]));
      const [second, ...end] = several(stepper.predict([steps(x, 1, 3), ...states]));
      expectClose(await tf.concat([first!, second!], 1).data(), await whole!.data(), host.tolerance);
      expectClose(await allValues(end), await allValues(final), host.tolerance);
    }
  },
};
