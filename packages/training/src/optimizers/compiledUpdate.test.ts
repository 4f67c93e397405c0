import {LayerTrainer} from '@ntmjs/compile';
import {expectClose, uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, layers, sequential} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {optimizerConfigs, oracleOf} from '../fixtures/optimizerOracles.js';
import {createOptimizer} from './createOptimizer.js';

useBackend('cpu');

const [BATCH, STEPS, INPUTS] = [2, 3, 4];

test.each(optimizerConfigs)('the compiled update follows its equations in double precision: %o', (config) => {
  const layer = layers.simpleRNN({
    units: 5,
    inputShape: [null, INPUTS],
    returnSequences: true,
    recurrentInitializer: initializers.glorotUniform({seed: 1}),
  });
  const model = sequential({layers: [layer]});
  const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const trainer = new LayerTrainer(layer, createOptimizer(config).rule, {});
  trainer.load(
    variables.map((variable) => variable.dataSync()),
    [],
    0,
  );
  const oracles = trainer.weights().map((values) => [...values].map((value) => oracleOf(config, value)));
  for (let step = 0; step < 20; step++) {
    const inputs = Float32Array.from(uniformNumbers(step, BATCH * STEPS * INPUTS));
    // The gradients of the sum of all outputs at the trainer's weights, by tfjs.
    const gradients = tf.tidy(() => {
      for (const [index, values] of trainer.weights().entries())
        variables[index]!.assign(tf.tensor(values, variables[index]!.shape));
      const x = tf.tensor(inputs, [BATCH, STEPS, INPUTS]);
      const {grads} = tf.variableGrads(() => tf.sum(model.apply(x) as tf.Tensor), variables);
      return variables.map(({name}) => [...grads[name]!.dataSync()]);
    });
    const batch = {batch: BATCH, steps: STEPS, inputs};
    const ones = (sequence: number, _: Float32Array, gradient: Float32Array) =>
      void gradient.fill(1, sequence * STEPS * 5, (sequence + 1) * STEPS * 5);
    trainer.step(batch, ones, config.learningRate);
    for (const [index, values] of trainer.weights().entries()) {
      const expected = oracles[index]!.map((oracle, slot) => oracle(gradients[index]![slot]!));
      expectClose(values, expected, {absolute: 1e-4, relative: 1e-3});
    }
  }
  expect(trainer.iterations).toBe(20);
});
