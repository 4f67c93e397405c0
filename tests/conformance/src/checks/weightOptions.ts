import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import {constraints, initializers, type LayersModel, regularizers} from '@tensorflow/tfjs-layers';
import type {Check} from '../check.js';
import {expectEqual, expectThat} from '../expectations.js';
import {recurrentLayer, trainableModelOf} from '../models.js';
import {BATCH, sequences, targets} from '../samples.js';
import type {Subject, SubjectOptions} from '../subject.js';
import {allValues} from '../values.js';

/** The kinds of weight that have options, and how the names of such weights end. */
const kinds = [
  ['kernel', /(^|[/_])(?<!recurrent_)kernel$/],
  ['recurrent', /recurrent_kernel$/],
  ['bias', /bias$/],
] as const;

type Kind = (typeof kinds)[number][0];

/** The kinds that a subject has. */
function kindsOf({recurrentKernels}: Subject) {
  return kinds.filter(([kind]) => kind !== 'recurrent' || recurrentKernels);
}

function option(
  kind: Kind,
  name: 'Initializer' | 'Regularizer' | 'Constraint',
  value: unknown,
): SubjectOptions {
  return {[`${kind}${name}`]: value} as SubjectOptions;
}

function weightsOfKind(model: LayersModel, name: RegExp) {
  return recurrentLayer(model).weights.filter(({originalName}) => name.test(originalName));
}

/** The first values of kernels, recurrent kernels and biases. */
export const initializing: Check = {
  name: 'initializers',
  async run(subject) {
    for (const [kind, name] of kindsOf(subject)) {
      const initializer = initializers.constant({value: 0.25});
      const model = trainableModelOf(subject, option(kind, 'Initializer', initializer));
      const weights = weightsOfKind(model, name);
      expectThat(`there are weights of the kind ${kind}`, weights.length > 0);
      for (const weight of weights) {
        const values = Array.from(await weight.read().data());
        // An LSTM's bias keeps its forget gate open, whatever the others start from.
        const others = kind === 'bias' ? values.filter((value) => value !== 1) : values;
        expectEqual(`${weight.originalName}`, new Set(others).size, 1);
        expectEqual(`${weight.originalName}`, others[0], 0.25);
      }
    }
  },
};

/** Regularizers add to the loss what they say of the weights, and training feels it. */
export const regularizing: Check = {
  name: 'regularizers',
  async run(subject, host) {
    const [x, y] = [sequences(), targets()];
    for (const [kind, name] of kindsOf(subject)) {
      const start = option(kind, 'Initializer', 'ones');
      const plain = trainableModelOf(subject, start);
      const regularizer = regularizers.l2({l2: 0.5});
      const model = trainableModelOf(subject, {...start, ...option(kind, 'Regularizer', regularizer)});
      const before = weightsOfKind(model, name);
      const values = await allValues(before.map((weight) => weight.read()));
      const penalty = 0.5 * values.reduce((sum, value) => sum + value * value, 0);
      const [expected, actual] = [await plain.trainOnBatch(x, y), await model.trainOnBatch(x, y)];
      expectClose([(actual as number) - (expected as number)], [penalty], host.tolerance);
      const kept = await allValues(weightsOfKind(plain, name).map((weight) => weight.read()));
      const pulled = await allValues(weightsOfKind(model, name).map((weight) => weight.read()));
      // The learning rate is 0.1, the gradient of 0.5 w² is w.
      expectClose(
        pulled,
        kept.map((value, index) => value - 0.1 * values[index]!),
        host.tolerance,
      );
    }
  },
};

/** Weights that are set are kept to their constraints. */
export const constrainingSetWeights: Check = {
  name: 'constraints, setWeights',
  async run(subject) {
    for (const [kind, name] of kindsOf(subject)) {
      const model = trainableModelOf(subject, option(kind, 'Constraint', constraints.nonNeg()));
      model.setWeights(model.getWeights().map(({shape}) => tf.fill(shape, -1)));
      const values = await allValues(weightsOfKind(model, name).map((weight) => weight.read()));
      expectEqual(
        `values of ${kind} that are not 0`,
        values.filter((value) => value !== 0),
        [],
      );
    }
  },
};

/** Weights are kept to their constraints in training. */
export const constraining: Check = {
  name: 'constraints, fit',
  async run(subject) {
    const [x, y] = [sequences(), targets()];
    for (const [kind, name] of kindsOf(subject)) {
      const options = {
        ...option(kind, 'Initializer', 'ones'),
        ...option(kind, 'Constraint', constraints.nonNeg()),
      };
      const model = trainableModelOf(subject, options);
      model.compile({optimizer: tf.train.sgd(100), loss: 'meanSquaredError'});
      await model.fit(x, y, {batchSize: BATCH, verbose: 0});
      const values = await allValues(weightsOfKind(model, name).map((weight) => weight.read()));
      expectThat(`the smallest ${kind}, ${Math.min(...values)}, is not negative`, Math.min(...values) >= 0);
    }
  },
};
