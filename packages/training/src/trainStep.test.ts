import {ArgumentError} from '@ntmjs/arguments';
import {bitsPerSequence, createTask, RandomStream} from '@ntmjs/tasks';
import {describeOnBackends, expectClose, repetitions, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, layers, regularizers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {episodeTensors} from './episodeTensors.js';
import {constantModel, lstmModel, weightsOf} from './fixtures/models.js';
import {spoiltModel} from './fixtures/spoilt.js';
import {NonFiniteError} from './nonFinite.js';
import {createOptimizer, type OptimizerConfig} from './optimizers/createOptimizer.js';
import {trainStep} from './trainStep.js';

const task = createTask('copy', {vectorWidth: 2, maxLength: 2});
const episodesOf = (batch: number, seed = 1) => task.sample(new RandomStream(seed), batch);

describeOnBackends('trainStep', () => {
  test('makes the loss of the same episodes fall', async () => {
    const model = lstmModel(task);
    const optimizer = createOptimizer({type: 'adam', learningRate: 0.02});
    const episodes = episodesOf(8);
    const costs: number[] = [];
    for (let count = 0; count < 60; count++) {
      costs.push(bitsPerSequence(await trainStep(model, optimizer, episodes, {}), episodes));
    }
    expect(costs.at(-1)).toBeLessThan(0.3 * costs[0]!);
  });

  test('returns the logits before the update', async () => {
    const model = lstmModel(task);
    const episodes = episodesOf(3);
    const before = tf.tidy(() => (model.apply(episodeTensors(episodes).inputs) as tf.Tensor).dataSync());
    const logits = await trainStep(model, createOptimizer({type: 'adam', learningRate: 0.1}), episodes, {});
    expect(logits).toHaveLength(3 * episodes.steps * 2);
    expectClose(logits, before);
  });
});

describe('trainStep', () => {
  useBackend('cpu');

  test('many steps leave no tensor behind', async () => {
    const model = lstmModel(task);
    const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1e-3});
    const random = new RandomStream(1);
    const step = () => trainStep(model, optimizer, task.sample(random, 2), {elementwise: 10, globalNorm: 5});
    await step();
    const before = tf.memory();
    for (let count = 0; count < repetitions(1000); count++) await step();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  test('is one step of gradient descent on the loss', async () => {
    const model = constantModel(task, 0.5);
    const episodes = episodesOf(4);
    const {targets, mask, inputs} = episodeTensors(episodes);
    // With logits Wx + b and constant W = 0, ∂L/∂b_j = 1/B Σ m (σ(b_j) − y_j).
    const probability = 1 / (1 + Math.exp(-0.5));
    const gradient = tf.tidy(() => {
      const errors = tf.mul(tf.sub(probability, targets), tf.expandDims(mask, 2));
      return [...tf.div(tf.sum(errors, [0, 1]), 4).dataSync()];
    });
    await trainStep(model, tf.train.sgd(0.1), episodes, {});
    expectClose(
      model.getWeights()[1]!,
      gradient.map((slope) => 0.5 - 0.1 * slope),
    );
    tf.dispose([targets, mask, inputs]);
  });

  test('gradients are clipped before the update', async () => {
    const model = constantModel(task, 3);
    await trainStep(model, tf.train.sgd(1), episodesOf(4), {elementwise: 1e-3});
    const before = [...new Array(6).fill(0), 3, 3];
    weightsOf(model).forEach((weight, index) => {
      expect(Math.abs(weight - before[index]!)).toBeLessThanOrEqual(1e-3 + 1e-6);
    });
    expect(weightsOf(model)).not.toEqual(before);
  });

  test('the regularizers of the model count', async () => {
    const train = async (strength: number) => {
      const model = sequential({
        layers: [
          layers.dense({
            units: 2,
            inputShape: [null, 3],
            kernelInitializer: 'ones',
            kernelRegularizer: regularizers.l2({l2: strength}),
          }),
        ],
      });
      await trainStep(model, tf.train.sgd(0.1), episodesOf(4), {});
      return [...model.getWeights()[0]!.dataSync()];
    };
    // ∂ s Σ w² / ∂w = 2 s w with w = 1, so a step of rate 0.1 goes 0.2 s further.
    expectClose(
      await train(0.5),
      (await train(0)).map((weight) => weight - 0.1),
    );
  });

  test('only trainable weights change', async () => {
    const model = lstmModel(task);
    model.layers[0]!.trainable = false;
    const before = model.getWeights().map((weight) => [...weight.dataSync()]);
    await trainStep(model, createOptimizer({type: 'adam', learningRate: 0.1}), episodesOf(4), {});
    const changed = model
      .getWeights()
      .map((weight, index) => [...weight.dataSync()].some((value, i) => value !== before[index]![i]));
    // tfjs lists the trainable weights first: those of the dense layer.
    expect(changed).toEqual([true, true, false, false, false]);
  });

  test('rejects a model whose logits do not have the shape of the targets', async () => {
    const model = constantModel(createTask('copy', {vectorWidth: 2}), 0);
    const {steps, ...rest} = episodesOf(2);
    const narrow = {...rest, steps, outputSize: 1, targets: new Float32Array(2 * steps)};
    const step = trainStep(model, tf.train.sgd(1), narrow, {});
    await expect(step).rejects.toThrow(
      'model must be a model from [batch, steps, 3] to [batch, steps, 1] for the episodes, got',
    );
  });
});

describe('where a number is not finite', () => {
  useBackend('cpu');

  const stateOf = async (model: LayersModel, optimizer: tf.Optimizer) => {
    const slots = (await optimizer.getWeights()).map(({tensor}) => [...tensor.dataSync()]);
    return {weights: weightsOf(model), slots};
  };

  const OPTIMIZERS: OptimizerConfig[] = [
    {type: 'gravesRmsProp', learningRate: 0.1},
    {type: 'adam', learningRate: 0.1},
  ];
  const VALUES = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

  test.each(OPTIMIZERS.flatMap((args) => VALUES.map((value) => [args, value] as const)))(
    'in a gradient, nothing changes: %o, %d',
    async (args, value) => {
      const optimizer = createOptimizer(args);
      const {model, spoilBy} = spoiltModel(task.outputSize);
      const step = (seed: number) => trainStep(model, optimizer, episodesOf(4, seed), {globalNorm: 1});
      await step(1);
      const before = await stateOf(model, optimizer);
      const tensors = tf.memory().numTensors;
      spoilBy(value);
      await expect(step(2)).rejects.toThrow(NonFiniteError);
      await expect(step(2)).rejects.toThrow(`the gradient of spoilt/sore is ${value}`);
      expect(tf.memory().numTensors).toBe(tensors);
      expect(await stateOf(model, optimizer)).toEqual(before);
      spoilBy(1);
      await step(2);
      expect(weightsOf(model)).not.toEqual(before.weights);
    },
  );

  test('large gradients are no reason', async () => {
    const {model, spoilBy} = spoiltModel(task.outputSize);
    spoilBy(1e30);
    await trainStep(model, tf.train.sgd(0.1), episodesOf(4), {elementwise: 1});
    expect(weightsOf(model).every(Number.isFinite)).toBe(true);
  });

  test.each(VALUES)('in a logit, nothing changes: %d', async (value) => {
    const model = constantModel(task, value);
    const before = weightsOf(model);
    const step = trainStep(model, tf.train.sgd(0.1), episodesOf(4), {});
    await expect(step).rejects.toThrow(new NonFiniteError('a logit', value));
    expect(weightsOf(model)).toEqual(before);
  });

  test('in a regularizer, nothing changes', async () => {
    const kernelRegularizer = regularizers.l2({l2: Number.POSITIVE_INFINITY});
    const dense = layers.dense({
      units: 2,
      inputShape: [null, 3],
      kernelInitializer: 'ones',
      kernelRegularizer,
    });
    const model = sequential({layers: [dense]});
    const step = trainStep(model, tf.train.sgd(0.1), episodesOf(4), {});
    await expect(step).rejects.toThrow(new NonFiniteError('the loss', Number.POSITIVE_INFINITY));
    expect(weightsOf(model).every(Number.isFinite)).toBe(true);
  });

  test.each([
    [undefined, 'episodes must be an object {batch, steps, inputSize, outputSize}, got undefined'],
    [{}, 'episodes.batch must be a positive integer, got undefined'],
    [{...episodesOf(2), targets: new Float32Array(3)}, 'episodes.targets.length must be '],
  ])('rejects the episodes %o', async (episodes, message) => {
    const step = trainStep(lstmModel(task), tf.train.sgd(1), episodes as never, {});
    await expect(step).rejects.toThrow(ArgumentError);
    await expect(step).rejects.toThrow(message);
  });

  test('rejects a single argument', async () => {
    await expect(trainStep({} as never, ...([] as unknown as [never, never, never]))).rejects.toThrow(
      'episodes must be an object {batch, steps, inputSize, outputSize}, got undefined',
    );
  });
});
