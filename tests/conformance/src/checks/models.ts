import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  layers,
  model as modelOfTensors,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import type {Check} from '../check.js';
import {compileModelLike} from '../compileModel.js';
import {expectEqual, expectSameElsewhere, expectThat} from '../expectations.js';
import {toValues} from '../loadJob.js';
import {modelOf, predicted, saved} from '../models.js';
import {BATCH, INPUTS, STEPS, sequences, targets, UNITS} from '../samples.js';
import {allValues, several, valuesOf} from '../values.js';

const dense = (units: number) =>
  layers.dense({units, kernelInitializer: initializers.glorotUniform({seed: 1})});

/** `timeDistributed` after it does at every step what its layer does. */
export const timeDistributed: Check = {
  name: 'timeDistributed',
  async run(subject, host) {
    const layer = subject.layer({returnSequences: true, inputShape: [null, INPUTS]});
    const model = sequential({layers: [layer, layers.timeDistributed({layer: dense(1)})]});
    const x = sequences();
    const output = model.predict(x) as tf.Tensor;
    expectEqual('shape', output.shape, [BATCH, STEPS, 1]);
    const [kernel, bias] = model.getWeights().slice(-2) as [tf.Tensor2D, tf.Tensor1D];
    const hidden = tf.reshape(layer.apply(x) as tf.Tensor, [BATCH * STEPS, UNITS]);
    const expected = tf.add(tf.matMul(hidden as tf.Tensor2D, kernel), bias);
    expectClose(await valuesOf(output), await valuesOf(expected), host.tolerance);
  },
};

/** Layers on top of each other, the lower with `returnSequences`. */
export const deep: Check = {
  name: 'two layers',
  async run(subject) {
    const model = sequential({
      layers: [
        subject.layer({returnSequences: true, inputShape: [null, INPUTS]}),
        subject.layer({seed: 5, returnSequences: false}),
      ],
    });
    model.compile({optimizer: tf.train.adam(0.05), loss: 'meanSquaredError'});
    const {history} = await model.fit(sequences(), targets(), {epochs: 5, batchSize: BATCH, verbose: 0});
    const losses = history.loss as number[];
    expectThat(`the losses ${losses} fall`, losses.at(-1)! < losses[0]!);
    model.optimizer.dispose();
  },
};

/** Several inputs and outputs in the functional API: one of sequences, one of vectors. */
export const multipleInputs: Check = {
  name: 'several inputs, outputs',
  async run(subject) {
    const [sequence, vector] = [input({shape: [null, INPUTS]}), input({shape: [INPUTS]})];
    const summary = subject.layer().apply(sequence) as SymbolicTensor;
    const joined = layers.concatenate().apply([summary, vector] as never) as never;
    const outputs = [dense(1).apply(joined), summary] as never;
    const model = modelOfTensors({inputs: [sequence, vector], outputs});
    model.compile({optimizer: 'sgd', loss: ['meanSquaredError', 'meanSquaredError']});
    const inputs = [sequences(), targets([BATCH, INPUTS])];
    const wanted = [targets([BATCH, 1]), targets()];
    const {history} = await model.fit(inputs, wanted, {epochs: 2, batchSize: BATCH, verbose: 0});
    const [first, second] = history.loss as [number, number];
    expectThat(`the loss falls: ${first}, ${second}`, second < first);
    const shapes = several(model.predict(inputs)).map(({shape}) => shape);
    expectEqual('shapes of the outputs', shapes, [
      [BATCH, 1],
      [BATCH, UNITS],
    ]);
  },
};

/** One layer applied to two inputs has one set of weights, and the gradients of both. */
export const shared: Check = {
  name: 'shared by two inputs',
  async run(subject, host) {
    const layer = subject.layer();
    const inputs = [input({shape: [null, INPUTS]}), input({shape: [null, INPUTS]})];
    const outputs = inputs.map((tensor) => layer.apply(tensor)) as never;
    const model = modelOfTensors({inputs, outputs});
    const [x, z] = [sequences(), sequences({seed: 4})];
    const [first, second] = several(model.predict([x, z]));
    expectEqual('number of weights', model.weights.length, layer.weights.length);
    expectClose(await valuesOf(first!), await valuesOf(layer.apply(x) as never), host.tolerance);
    expectClose(await valuesOf(second!), await valuesOf(layer.apply(z) as never), host.tolerance);
    const gradients = async (...given: tf.Tensor[]) => {
      const loss = () =>
        tf.addN(given.map((tensor) => tf.sum(layer.apply(tensor) as tf.Tensor))) as tf.Scalar;
      const {grads} = tf.variableGrads(loss);
      return allValues(
        Object.keys(grads)
          .sort()
          .map((name) => grads[name]!),
      );
    };
    const [both, ofX, ofZ] = [await gradients(x, z), await gradients(x), await gradients(z)];
    const sums = ofX.map((value, index) => value + ofZ[index]!);
    expectClose(both, sums, host.tolerance);
  },
};

/** A model with the layer as a layer of another model. */
export const nested: Check = {
  name: 'model in a model',
  async run(subject, host) {
    const inner = modelOf(subject);
    const outer = sequential({layers: [inner, dense(1)]});
    const x = sequences();
    const [kernel] = outer.getWeights().slice(-2) as [tf.Tensor2D];
    const expected = tf.matMul(inner.predict(x) as tf.Tensor2D, kernel);
    expectClose(await predicted(outer, x), await valuesOf(expected), host.tolerance);
    expectEqual('parameters', outer.countParams(), inner.countParams() + UNITS + 1);
  },
};

/** A custom training step: `optimizer.minimize` of what the layer returns for tensors. */
export const ownLoop: Check = {
  name: 'optimizer.minimize',
  async run(subject) {
    const layer = subject.layer();
    const [x, y] = [sequences(), targets()];
    tf.dispose(layer.apply(x) as tf.Tensor[]);
    const optimizer = tf.train.adam(0.05);
    const losses: number[] = [];
    for (let step = 0; step < 4; step++) {
      const loss = optimizer.minimize(
        () => tf.losses.meanSquaredError(y, layer.apply(x, {training: true}) as tf.Tensor) as tf.Scalar,
        true,
      )!;
      losses.push((await loss.data())[0]!);
    }
    expectThat(`the losses ${losses} fall`, losses.at(-1)! < losses[0]!);
    optimizer.dispose();
  },
};

/** The states of one layer are the initial states of another; the whole is trained, and loaded elsewhere. */
export const encoderDecoder: Check = {
  name: 'encoder, decoder',
  async run(subject, host) {
    const sequence = input({shape: [null, INPUTS]});
    const [, ...states] = subject.layer({returnState: true}).apply(sequence) as SymbolicTensor[];
    const decoder = subject.layer({returnSequences: true, seed: 4});
    const outputs = decoder.apply(sequence, {initialState: states}) as SymbolicTensor;
    const model = compileModelLike(subject, modelOfTensors({inputs: sequence, outputs}));
    model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
    const [x, y] = [sequences(), targets([BATCH, STEPS, UNITS])];
    const {history} = await model.fit(x, y, {epochs: 3, batchSize: BATCH, verbose: 0});
    const losses = history.loss as number[];
    expectThat(`the losses ${losses} fall`, losses.at(-1)! < losses[0]!);
    const expected = await predicted(model, x);
    const inputs = await toValues(x);
    const {output} = await host.elsewhere({
      artifacts: await saved(model),
      compiled: subject.compiled,
      inputs,
    });
    expectSameElsewhere(host, output.values, expected);
  },
};
