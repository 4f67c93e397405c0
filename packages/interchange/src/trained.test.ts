import {readFile, writeFile} from 'node:fs/promises';
import {ntm} from '@ntmjs/layers';
import {copyTask, type Episodes, RandomStream} from '@ntmjs/tasks';
import {useBackend, useFolder} from '@ntmjs/test-support';
import {createOptimizer, trainStep} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, sequential} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {exportWeights} from './exportWeights.js';
import {weightsOf} from './fixtures/networks.js';
import {describeWithTorch, type Reference} from './fixtures/torch.js';
import {importWeights} from './importWeights.js';

const task = copyTask({vectorWidth: 3, maxLength: 3});

/** The network that `train_copy.py` trains with the options below. */
function networkOf(type: 'feedforward' | 'lstm', seed = 1): LayersModel {
  const layer = ntm({
    ...{units: task.outputSize, controller: {type, units: 16}, memory: {rows: 8, width: 6}},
    ...{vectorActivation: 'tanh', inputShape: [null, task.inputSize], returnSequences: true, seed},
  });
  return sequential({layers: [layer]});
}

const episodes = task.sample(new RandomStream(5), 60, {length: 3});

/** The wrong bits of each sequence, in the last steps of which it answers. */
function wrongBits(logits: ArrayLike<number>): number[] {
  return task.metrics.find(({name}) => name === 'wrongBits')!.evaluate(logits, episodes);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function inputsOf({batch, steps, inputSize, inputs}: Episodes): tf.Tensor3D {
  return tf.tensor3d(inputs, [batch, steps, inputSize]);
}

function answersHere(model: LayersModel): ArrayLike<number> {
  return tf.tidy(() => (model.predict(inputsOf(episodes)) as tf.Tensor).dataSync());
}

/** The outputs of a file's network in PyTorch; with `save`, it writes the weights that it has loaded. */
async function answersThere(reference: Reference, file: string, save?: string): Promise<number[]> {
  const inputs = tf.tidy(() => inputsOf(episodes).arraySync());
  return (await reference.check({file, inputs, ...(save && {save})})).outputs;
}

await describeWithTorch((reference) => {
  useBackend('cpu');
  const path = useFolder();

  test('a network that was trained there has the same wrong bits here', async () => {
    const file = path('trained.safetensors');
    const sizes = [
      '--units',
      '16',
      '--rows',
      '8',
      '--width',
      '6',
      '--vector-width',
      '3',
      '--max-length',
      '3',
    ];
    const training = ['--steps', '40', '--batch', '32', '--learning-rate', '0.01', '--seed', '3'];
    await reference.run('train_copy.py', ['--to', file, ...sizes, ...training]);
    const model = networkOf('feedforward');
    const before = wrongBits(answersHere(model));
    importWeights(model, await readFile(file), {file});
    const here = wrongBits(answersHere(model));
    expect(here).toEqual(wrongBits(await answersThere(reference, file)));
    expect(new Set(here).size).toBeGreaterThan(1);
    expect(mean(here)).toBeLessThan(mean(before));
    model.dispose();
  });

  test('a network that was trained here has the same wrong bits there, and comes back to the last bit', async () => {
    const [model, other] = [networkOf('lstm', 1), networkOf('lstm', 2)];
    const optimizer = createOptimizer({type: 'adam', learningRate: 0.01});
    const random = new RandomStream(1);
    for (let step = 0; step < 10; step++) await trainStep(model, optimizer, task.sample(random, 16), {});
    const [file, back] = [path('there.safetensors'), path('back.safetensors')];
    await writeFile(file, exportWeights(model));
    const here = wrongBits(answersHere(model));
    expect(wrongBits(await answersThere(reference, file, back))).toEqual(here);
    expect(new Set(here).size).toBeGreaterThan(1);
    importWeights(other, await readFile(back), {file: back});
    expect(weightsOf(other)).toEqual(weightsOf(model));
    for (const each of [model, other]) each.dispose();
  });
});
