import {writeFile} from 'node:fs/promises';
import {expectClose, uniformNumbers, useBackend, useFolder} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {test} from 'vitest';
import {exportWeights} from './exportWeights.js';
import {inputs, modelOf, networks, units} from './fixtures/networks.js';
import {describeWithTorch} from './fixtures/torch.js';
import {readSafetensors} from './safetensors/readSafetensors.js';

const [batch, steps] = [2, 7];

const input = () => tf.tensor(uniformNumbers(7, batch * steps * inputs, -1, 1), [batch, steps, inputs]);
const cotangent = () => tf.tensor(uniformNumbers(8, batch * steps * units, -1, 1), [batch, steps, units]);

/** The gradients of Σ c y, as tensors of a file: those of the weights, in their places. */
function gradientsOf(model: LayersModel): ReturnType<typeof readSafetensors>['tensors'] {
  tf.tidy(() => {
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const loss = () => tf.sum(tf.mul(model.apply(input()) as tf.Tensor, cotangent())) as tf.Scalar;
    const {grads} = tf.variableGrads(loss, variables);
    model.setWeights(variables.map(({name}) => grads[name]!));
  });
  return readSafetensors(exportWeights(model)).tensors;
}

await describeWithTorch((reference) => {
  useBackend('cpu');
  const path = useFolder();

  test.each(Object.keys(networks))('the reference gives the outputs and gradients of %s', async (name) => {
    const model = modelOf(name);
    const file = path('model.safetensors');
    await writeFile(file, exportWeights(model));
    const [inputs, cotangents] = tf.tidy(() => [input().arraySync(), cotangent().arraySync()]);
    const {outputs, gradients} = await reference.check({file, inputs, cotangents});
    const own = tf.tidy(() => [...(model.predict(input()) as tf.Tensor).dataSync()]);
    near('outputs', own, outputs, 1e-5);
    const ownGradients = gradientsOf(model);
    for (const [tensor, gradient] of Object.entries(gradients!)) {
      // Of the biases of an LSTM the sum is the weight, whose gradient is that of each; the export has zeros for one.
      const isZero = ownGradients[tensor]!.values.every((value) => value === 0);
      const {values} = ownGradients[isZero ? tensor.replace('bias_hh', 'bias_ih') : tensor]!;
      near(tensor, [...values], gradient, 1e-4);
    }
    model.dispose();
  });
});

function near(what: string, actual: readonly number[], expected: readonly number[], relative: number): void {
  try {
    expectClose(actual, expected, {relative});
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`);
  }
}
