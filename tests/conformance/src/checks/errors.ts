import * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {expectError} from '../expectations.js';
import {modelOf} from '../models.js';
import {BATCH, INPUTS, sequences} from '../samples.js';
import type {SubjectOptions} from '../subject.js';

const batchInputShape = [BATCH, null, INPUTS];

/** Rejects inputs of another rank or width, naming the layer or input and both shapes. */
export const inputErrors: Check = {
  name: 'errors: inputs',
  async run(subject) {
    const layer = subject.layer({name: 'reader'});
    const flat = tf.zeros([BATCH, INPUTS]);
    const wide = tf.zeros([BATCH, 3, 4]);
    await expectError('rank', () => layer.apply(flat), /reader.*ndim=3.*ndim=2/s);
    layer.apply(sequences());
    await expectError('width', () => layer.apply(wide), /reader.*(3.*4|4.*3)/s);
    const model = modelOf(subject, {name: 'other'});
    await expectError('rank in predict', () => model.predict(flat), /other_input.*3 dimension.*\[2,3\]/s);
    await expectError('width in predict', () => model.predict(wide), /other_input.*,3\].*\[2,3,4\]/s);
    await expectError('no batch', () => model.predict(tf.zeros([3, 3])), /other_input.*3 dimension/s);
  },
};

/** Rejects missing states and states of another shape, naming the layer and the expected shape. */
export const stateErrors: Check = {
  name: 'errors: initialState',
  async run(subject) {
    const layer = subject.layer({name: 'reader'});
    const x = sequences();
    tf.dispose(layer.apply(x) as tf.Tensor[]);
    const states = layer.getInitialState(x);
    const more = [...states, states[0]!];
    await expectError(
      'too many states',
      () => layer.apply(x, {initialState: more}),
      new RegExp(`${states.length}.*state.*${more.length}`, 's'),
    );
    // One state is wrong at a time: its width, or the number of samples, also where that could be broadcast.
    for (const [index, state] of states.entries()) {
      const width = state.shape[1]!;
      for (const shape of [
        [BATCH, width + 3],
        [BATCH + 1, width],
        [1, width],
      ]) {
        const wrong = states.map((right, place) => (place === index ? tf.zeros(shape) : right));
        const message = new RegExp(
          `initialState\\[${index}\\] must .*\\[${BATCH}, ${width}\\], got .*\\[${shape.join(', ')}\\]`,
        );
        await expectError(
          `state ${index} of shape ${shape}`,
          () => layer.apply(x, {initialState: wrong}),
          message,
        );
      }
    }
  },
};

/** What is wrong with the states of a stateful layer is said. */
export const statefulErrors: Check = {
  name: 'errors: stateful',
  async run(subject) {
    await expectError(
      'no batch size',
      () => modelOf(subject, {stateful: true}),
      /stateful.*batch size.*batchInputShape/s,
    );
    const plain = subject.layer();
    plain.apply(sequences());
    await expectError('not stateful', () => plain.resetStates(), /resetStates\(\).*not stateful/s);
    const layer = subject.layer({stateful: true, name: 'keeper', batchInputShape});
    const x = sequences();
    layer.apply(x);
    const states = layer.getInitialState(x);
    const more = [...states, states[0]!];
    await expectError(
      'too many states',
      () => layer.resetStates(more),
      new RegExp(`keeper expects ${states.length} state.*received ${more.length}`, 's'),
    );
    const wide = states.map((state) => tf.zeros([BATCH, state.shape[1]! + 1]));
    await expectError('too wide states', () => layer.resetStates(wide), /State 0.*keeper.*2,2.*2,3/s);
    const three = sequences({batch: 3});
    await expectError('another batch', () => layer.apply(three), /keeper.*(2.*3|3.*2)/s);
  },
};

/** Rejects weights that do not match. */
export const weightErrors: Check = {
  name: 'errors: setWeights',
  async run(subject) {
    const layer = subject.layer({name: 'reader'});
    await expectError('not built', () => layer.countParams(), /reader.*not built/s);
    layer.apply(sequences());
    const weights = layer.getWeights();
    const count = weights.length;
    await expectError(
      'too few',
      () => layer.setWeights(weights.slice(1)),
      new RegExp(`reader.*length ${count - 1}.*${count} weights`, 's'),
    );
    const wrong = weights.map(() => tf.zeros([7]));
    await expectError('shape', () => layer.setWeights(wrong), /weight shape.*7/s);
  },
};

/** Rejects, by name, units that are not a positive integer and unknown weight options. */
export const optionErrors: Check = {
  name: 'errors: options',
  async run(subject) {
    const make = (options: object) => () => {
      subject.layer(options as SubjectOptions).build([BATCH, 3, INPUTS]);
    };
    await expectError('units of 0', make({units: 0}), /units.*positive integer.*0/s);
    await expectError('units of 2.5', make({units: 2.5}), /units.*positive integer.*2\.5/s);
    await expectError('no units', make({units: null}), /units.*positive integer.*null/s);
    await expectError('initializer', make({kernelInitializer: 'glorot'}), /nitializer.*glorot/s);
    await expectError('regularizer', make({kernelRegularizer: 'l3'}), /egularizer.*l3/s);
  },
};

/** Rejects unknown options by name. */
export const unknownOptions: Check = {
  name: 'errors: unknown option',
  run(subject) {
    const make = () => subject.layer({hiddenSize: 3} as SubjectOptions);
    return expectError('hiddenSize', make, /hiddenSize must be omitted/);
  },
};
