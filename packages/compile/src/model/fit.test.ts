import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, layers, type RNN, regularizers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test, vi} from 'vitest';
import * as ofLayers from '../runtime/compile.js';
import {compile, detach, eagerReasonOf, isCompiled} from './compile.js';
import {disposeOf, expectAgreement, numbers, setWeights} from './fixtures/bothWays.js';
import {chain} from './fixtures/chain.js';
import {expectEveryWay} from './fixtures/everyWay.js';

useBackend('cpu');

const dense = (args: object = {}) => layers.dense({units: 2, ...args});
const adam = () => tf.train.adam(0.01);
const data = () => ({inputs: numbers([6, 3, 2]), targets: numbers([6, 2], 2)});
const arraysOf = (model: LayersModel) => model.getWeights().map((weight) => Array.from(weight.dataSync()));
const FIT = {epochs: 2, batchSize: 4, shuffle: false, verbose: 0} as const;

/** An eager model and a compiled one with equal weights. */
function pair(create = () => chain([dense()], {optimizer: adam})): [LayersModel, LayersModel] {
  const [eager, compiled] = [create(), create()];
  for (const model of [eager, compiled]) setWeights(model);
  return [eager, compile(compiled, {fallback: 'error'})];
}

describe('the model stays one of tfjs', () => {
  test('callbacks, evaluate and predict see the weights of the last step', async () => {
    const {inputs, targets} = data();
    const [eager, compiled] = pair();
    const seen = await Promise.all(
      [eager, compiled].map(async (model) => {
        const all: number[] = [];
        const onBatchEnd = async () => {
          all.push(tf.tidy(() => (model.evaluate(inputs, targets) as tf.Scalar).dataSync()[0]!));
          all.push(
            ...tf.tidy(() => (model.predict(inputs) as tf.Tensor).dataSync()),
            ...arraysOf(model).flat(),
          );
        };
        await model.fit(inputs, targets, {...FIT, callbacks: {onBatchEnd}});
        return all;
      }),
    );
    expectClose(seen[1]!, seen[0]!);
    for (const model of [eager, compiled]) disposeOf(model);
    tf.dispose([inputs, targets]);
  });

  test('weights that are set between steps are the ones that are trained on', async () => {
    const {inputs, targets} = data();
    const [eager, compiled] = pair();
    for (const model of [eager, compiled]) {
      await model.fit(inputs, targets, FIT);
      tf.tidy(() => model.setWeights(model.getWeights().map((weight) => tf.mul(weight, 0.5))));
      await model.fit(inputs, targets, FIT);
    }
    for (const [index, weight] of arraysOf(eager).entries()) expectClose(arraysOf(compiled)[index]!, weight);
    for (const model of [eager, compiled]) disposeOf(model);
    tf.dispose([inputs, targets]);
  });

  test('validation, weights of classes and samples, trainOnBatch and fitDataset work as before', () =>
    expectEveryWay());

  test('regularizers count', async () => {
    const create = () => chain([dense({kernelRegularizer: regularizers.l1l2({l1: 0.1, l2: 0.2})})]);
    const given = data();
    await expectAgreement(create, given);
    tf.dispose([given.inputs, given.targets]);
  });

  test('weights that are not trainable stay', async () => {
    const given = data();
    for (const frozen of [0, 1, 2]) {
      const create = () => {
        const others = [layers.dense({units: 3}), dense()];
        const model = chain(others, {optimizer: adam});
        model.layers[frozen]!.trainable = false;
        model.compile({optimizer: adam(), loss: 'meanSquaredError'});
        return model;
      };
      await expectAgreement(create, given);
    }
    tf.dispose([given.inputs, given.targets]);
  });

  test('a loss function that combines rows is computed eagerly, in a compiled step', async () => {
    const loss = (y: tf.Tensor, p: tf.Tensor) => tf.sqrt(tf.mean(tf.squaredDifference(p, y)));
    const given = data();
    await expectAgreement(() => chain([dense()], {loss: loss as never}), given);
    const along = (y: tf.Tensor, p: tf.Tensor) => tf.sqrt(tf.mean(tf.squaredDifference(p, y), 1));
    const all = {inputs: given.inputs, targets: numbers([6, 3, 1], 2)};
    await expectAgreement(
      () => chain([layers.dense({units: 1})], {loss: along as never, sequences: true}),
      all,
    );
    tf.dispose([given.inputs, given.targets, all.targets]);
  });

  test('numbers that are not finite are no error, as in tfjs', async () => {
    const {inputs, targets} = data();
    const model = compile(chain([dense()], {optimizer: adam}), {fallback: 'error'});
    const unknown = tf.fill([6, 3, 2], Number.NaN);
    expect(await model.trainOnBatch(unknown, targets)).toBe(Number.NaN);
    expect(arraysOf(model).flat().every(Number.isNaN)).toBe(true);
    disposeOf(model);
    tf.dispose([inputs, targets, unknown]);
  });

  test.each([
    ['compiled', 'meanSquaredError'],
    ['eager', (y: tf.Tensor, p: tf.Tensor) => tf.mean(tf.squaredDifference(p, y))],
  ])('a step with a loss that is %s leaves no tensors behind', async (_, loss) => {
    const {inputs, targets} = data();
    const create = () =>
      chain([dense({kernelRegularizer: 'l1l2'})], {optimizer: adam, loss: loss as never, metrics: ['mse']});
    const model = compile(create(), {fallback: 'error'});
    await model.trainOnBatch(inputs, targets);
    const before = tf.memory().numTensors;
    await model.trainOnBatch(inputs, targets);
    await model.fit(inputs, targets, FIT);
    expect(tf.memory().numTensors).toBe(before);
    disposeOf(model);
    tf.dispose([inputs, targets]);
  });
});

describe('compile', () => {
  test('counts also for models that are compiled in tfjs’ sense later, or again', async () => {
    const {inputs, targets} = data();
    const model = chain([dense()]);
    const eager = [tf.SGDOptimizer, tf.AdamOptimizer].map(({prototype}) =>
      vi.spyOn(prototype, 'applyGradients'),
    );
    compile(model, {fallback: 'error'});
    for (const optimizer of ['sgd', 'adam'] as const) {
      model.compile({optimizer, loss: 'meanSquaredError'});
      await model.trainOnBatch(inputs, targets);
    }
    for (const method of eager) expect(method).not.toHaveBeenCalled();
    disposeOf(model);
    tf.dispose([inputs, targets]);
  });

  test('falls back with one warning, and says why', async () => {
    const {inputs, targets} = data();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const model = compile(chain([layers.batchNormalization(), dense()]));
    await model.fit(inputs, targets, FIT);
    await model.fit(inputs, targets, FIT);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(eagerReasonOf(model)).toContain('BatchNormalization');
    expect(isCompiled(model)).toBe(false);
    expect(ofLayers.isCompiled(model.layers[0] as RNN)).toBe(true);
    warn.mockRestore();
    disposeOf(model);
    tf.dispose([inputs, targets]);
  });

  test.each([
    [
      'a layer that is stateful',
      () => {
        const shape = {batchInputShape: [6, 3, 2], units: 2, recurrentInitializer: 'zeros'} as const;
        const model = sequential({layers: [layers.gru({...shape, stateful: true} as never)]});
        model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
        return model;
      },
      /stateful/,
    ],
    [
      'a layer that is used twice',
      () => {
        const shared = dense({units: 4});
        return chain([shared, shared]);
      },
      /more than once/,
    ],
    [
      'an optimizer whose step was replaced',
      () => {
        const model = chain([dense()]);
        const {optimizer} = model;
        optimizer.applyGradients = (gradients) =>
          tf.SGDOptimizer.prototype.applyGradients.call(optimizer, gradients);
        return model;
      },
      /applyGradients/,
    ],
    [
      'an optimizer that is not known',
      () => {
        class Own extends tf.SGDOptimizer {
          static override readonly className = 'OwnOptimizer' as never;
        }
        return chain([dense()], {optimizer: () => new Own(0.1)});
      },
      /OwnOptimizer/,
    ],
  ])('refuses %s', async (_, create, reason) => {
    const {inputs, targets} = data();
    const model = compile(create(), {fallback: 'error'});
    const attempt = model.trainOnBatch(
      inputs,
      tf.zeros(model.outputShape.map((dim) => (dim as number | null) ?? 6)),
    );
    await expect(attempt).rejects.toThrow(reason);
    tf.dispose([inputs, targets]);
  });

  test('again changes the arguments only: a small memory budget gives the same results', async () => {
    const {inputs, targets} = data();
    const [small, large] = pair().map((model, index) =>
      compile(model, {memoryBudget: index === 0 ? 100 : 1e6}),
    );
    for (const model of [small!, large!]) await model.fit(inputs, targets, FIT);
    for (const [index, weight] of arraysOf(large!).entries()) expectClose(arraysOf(small!)[index]!, weight);
    for (const model of [small!, large!]) disposeOf(model);
    tf.dispose([inputs, targets]);
  });

  test('is undone by detach', async () => {
    const {inputs, targets} = data();
    const [eager, compiled] = pair();
    expect(isCompiled(compiled)).toBe(true);
    expect(detach(compiled)).toBe(compiled);
    expect(isCompiled(compiled)).toBe(false);
    expect(ofLayers.isCompiled(compiled.layers[0] as RNN)).toBe(false);
    for (const model of [eager, compiled]) await model.fit(inputs, targets, FIT);
    expect(arraysOf(compiled)).toEqual(arraysOf(eager));
    for (const model of [eager, compiled]) disposeOf(model);
    tf.dispose([inputs, targets]);
  });
});
