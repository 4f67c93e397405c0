import {writeFile} from 'node:fs/promises';
import {expectClose, uniformNumbers, useBackend, useFolder} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {exportWeights} from './exportWeights.js';
import {inputs, modelOf, networks, units} from './fixtures/networks.js';
import {describeWithTorch} from './fixtures/torch.js';
import {readSafetensors} from './safetensors/readSafetensors.js';

const [batch, steps] = [2, 7];

/** What the reference computes of a file. */
interface Computed {
  readonly outputs: number[];
  readonly gradients: Readonly<Record<string, number[]>>;
}

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

await describeWithTorch('PyTorch', (run) => {
  useBackend('cpu');
  const path = useFolder();

  test('the reference gives the same outputs and gradients', async () => {
    const names = Object.keys(networks);
    const models = names.map((name) => modelOf(name));
    const jobs = await Promise.all(
      models.map(async (model, index) => {
        const file = path(`${index}.safetensors`);
        await writeFile(file, exportWeights(model));
        return tf.tidy(() =>
          JSON.stringify({file, inputs: input().arraySync(), cotangents: cotangent().arraySync()}),
        );
      }),
    );
    const lines = (await run('check.py', [], `${jobs.join('\n')}\n`)).trimEnd().split('\n');
    expect(lines).toHaveLength(names.length);
    for (const [index, name] of names.entries()) {
      const {outputs, gradients} = JSON.parse(lines[index]!) as Computed;
      const model = models[index]!;
      const own = tf.tidy(() => [...(model.predict(input()) as tf.Tensor).dataSync()]);
      near(`outputs of ${name}`, own, outputs, 1e-5);
      const ownGradients = gradientsOf(model);
      for (const [tensor, gradient] of Object.entries(gradients)) {
        // The gradient of a sum is that of each of its terms.
        const {values} = ownGradients[tensor.replace('bias_hh', 'bias_ih')]!;
        near(`${tensor} of ${name}`, [...values], gradient, 1e-4);
      }
      model.dispose();
    }
  });
});

function near(what: string, actual: readonly number[], expected: readonly number[], relative: number): void {
  try {
    expectClose(actual, expected, {relative});
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`);
  }
}
