import {createTask, RandomStream} from '@ntmjs/tasks';
import {describeOnBackends, expectClose, useBackend} from '@ntmjs/testing';
import * as tf from '@tensorflow/tfjs-core';
import {layers, regularizers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {episodeTensors} from './episodeTensors.js';
import {constantModel, lstmModel, weightsOf} from './fixtures/models.js';
import {sequenceCrossEntropy} from './loss.js';
import {createOptimizer} from './optimizers/createOptimizer.js';
import {trainStep} from './trainStep.js';

const task = createTask('copy', {bits: 2, maxLength: 2});
const episodesOf = (batch: number, seed = 1) => task.sample(new RandomStream(seed), batch);

describeOnBackends('trainStep', () => {
  test('makes the loss of the same episodes fall', () => {
    const model = lstmModel(task);
    const optimizer = createOptimizer({type: 'adam', learningRate: 0.02});
    const episodes = episodesOf(8);
    const losses = Array.from({length: 60}, () => {
      const logits = trainStep(model, optimizer, episodes, {});
      const {targets, mask} = episodeTensors(episodes);
      return tf.tidy(() => sequenceCrossEntropy(logits, targets, mask).dataSync()[0]!);
    });
    expect(losses.at(-1)).toBeLessThan(0.3 * losses[0]!);
  });

  test('returns the logits before the update', () => {
    const model = lstmModel(task);
    const episodes = episodesOf(3);
    const before = tf.tidy(() => (model.apply(episodeTensors(episodes).inputs) as tf.Tensor).dataSync());
    const logits = trainStep(model, createOptimizer({type: 'adam', learningRate: 0.1}), episodes, {});
    expect(logits.shape).toEqual([3, episodes.steps, 2]);
    expectClose(logits, before);
  });
});

describe('trainStep', () => {
  useBackend('cpu');

  test('1000 steps leave no tensor behind but the logits', () => {
    const model = lstmModel(task);
    const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1e-3});
    const random = new RandomStream(1);
    const step = () =>
      trainStep(model, optimizer, task.sample(random, 2), {elementwise: 10, globalNorm: 5}).dispose();
    step();
    const before = tf.memory();
    for (let count = 0; count < 1000; count++) step();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  test('is one step of gradient descent on the loss', () => {
    const model = constantModel(task, 0.5);
    const episodes = episodesOf(4);
    const {targets, mask, inputs} = episodeTensors(episodes);
    // With logits Wx + b and constant W = 0, ∂L/∂b_j = 1/B Σ m (σ(b_j) − y_j).
    const probability = 1 / (1 + Math.exp(-0.5));
    const gradient = tf.tidy(() => {
      const errors = tf.mul(tf.sub(probability, targets), tf.expandDims(mask, 2));
      return [...tf.div(tf.sum(errors, [0, 1]), 4).dataSync()];
    });
    trainStep(model, tf.train.sgd(0.1), episodes, {}).dispose();
    expectClose(
      model.getWeights()[1]!,
      gradient.map((slope) => 0.5 - 0.1 * slope),
    );
    tf.dispose([targets, mask, inputs]);
  });

  test('gradients are clipped before the update', () => {
    const model = constantModel(task, 3);
    trainStep(model, tf.train.sgd(1), episodesOf(4), {elementwise: 1e-3}).dispose();
    const before = [...new Array(6).fill(0), 3, 3];
    weightsOf(model).forEach((weight, index) => {
      expect(Math.abs(weight - before[index]!)).toBeLessThanOrEqual(1e-3 + 1e-6);
    });
    expect(weightsOf(model)).not.toEqual(before);
  });

  test('the regularizers of the model count', () => {
    const train = (strength: number) => {
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
      trainStep(model, tf.train.sgd(0.1), episodesOf(4), {}).dispose();
      return [...model.getWeights()[0]!.dataSync()];
    };
    // ∂ s Σ w² / ∂w = 2 s w with w = 1, so a step of rate 0.1 goes 0.2 s further.
    expectClose(
      train(0.5),
      train(0).map((weight) => weight - 0.1),
    );
  });

  test('only trainable weights change', () => {
    const model = lstmModel(task);
    model.layers[0]!.trainable = false;
    const before = model.getWeights().map((weight) => [...weight.dataSync()]);
    trainStep(model, createOptimizer({type: 'adam', learningRate: 0.1}), episodesOf(4), {}).dispose();
    const changed = model
      .getWeights()
      .map((weight, index) => [...weight.dataSync()].some((value, i) => value !== before[index]![i]));
    // tfjs lists the trainable weights first: those of the dense layer.
    expect(changed).toEqual([true, true, false, false, false]);
  });

  test('refuses a model whose logits have not the shape of the targets', () => {
    const model = constantModel(createTask('copy', {bits: 2}), 0);
    const {steps, ...rest} = episodesOf(2);
    const narrow = {...rest, steps, outputSize: 1, targets: new Float32Array(2 * steps)};
    expect(() => trainStep(model, tf.train.sgd(1), narrow, {})).toThrow(/targets must be a tensor of shape/);
  });
});
