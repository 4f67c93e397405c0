import '@tensorflow/tfjs-backend-cpu';
import {execFileSync} from 'node:child_process';
import {copyTask, RandomStream} from '@ntmjs/tasks';
import {clipGradients, createOptimizer, sequenceCrossEntropy} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {openCase} from './caseProcess.js';
import {bits, nativeBlocks} from './cases.js';
import {type Engine, findEngines} from './engines.js';
import {buildModel, type ModelSpec, models} from './models.js';
import {compilerCandidates, findCompiler} from './native.js';

test('$CXX comes first, and none comes twice', () => {
  expect(compilerCandidates({})).toEqual(['g++', 'clang++', 'c++']);
  expect(compilerCandidates({CXX: '/opt/c++'})).toEqual(['/opt/c++', 'g++', 'clang++', 'c++']);
  expect(compilerCandidates({CXX: 'clang++'})).toEqual(['clang++', 'g++', 'c++']);
});

test('where no program runs, no compiler is found', async () => {
  expect(await findCompiler(['/no/such/compiler'])).toBeUndefined();
});

const found = (await findEngines(['c++ 128'])).get('c++ 128')!;
const missing = 'missing' in found ? found.missing : undefined;
if (missing !== undefined) console.warn(`The tests of the peer in C++ are skipped: ${missing}.`);

describe.skipIf(missing !== undefined)('the peer in C++', () => {
  const program = () => (found as Engine).command(nativeBlocks[0]![1]!)[0];

  beforeAll(async () => void (await tf.setBackend('cpu')));

  test('its gradients are those of finite differences', () => {
    const lines = execFileSync(program(), ['--check'], {encoding: 'utf8'}).trim().split('\n');
    expect(lines).toHaveLength(6);
  });

  test.each([...new Set(nativeBlocks.flat().map(({model}) => model))])(
    '%s: has as many parameters as the model of ntmjs',
    async (model) => {
      const item = {...nativeBlocks.flat().find((one) => one.model === model)!, batch: 2, length: 1};
      const built = buildModel(models[model], copyTask({vectorWidth: bits}));
      const peer = await openCase('peer', (found as Engine).command(item));
      expect(peer.about).toEqual({
        parameters: built.countParams(),
        versions: {'C++ compiler': expect.stringMatching(/\d+\.\d+/)},
      });
      expect(await peer.measure(0)).toEqual({
        steps: 1,
        seconds: expect.any(Number),
        memory: expect.any(Number),
      });
      await peer.close();
      built.dispose();
    },
  );

  test.each<ModelSpec & {model: 'ntm'}>([
    {model: 'ntm', controller: 'feedforward', units: 7, rows: 9, width: 5},
    {model: 'ntm', controller: 'lstm', units: 6, rows: 17, width: 4, heads: 3},
  ])('%j: takes the same step as ntmjs', async (spec) => {
    const [batch, length, vectorWidth] = [3, 4, 3];
    const tensors = tf.memory().numTensors;
    const task = copyTask({vectorWidth});
    const model = buildModel(spec, task);
    const random = new RandomStream(1, 'test');
    const {trainableWeights} = model;
    for (const weight of trainableWeights) {
      const values = Float32Array.from(weight.read().dataSync(), (value) => value + random.uniform() - 0.5);
      tf.tidy(() => void weight.write(tf.tensor(values, weight.shape as number[])));
    }
    const flat = (tensors: readonly tf.Tensor[]) => tensors.flatMap((tensor) => [...tensor.dataSync()]);
    const episodes = task.sample(random, batch, {length});
    const answers = Array.from(episodes.targets).filter(
      (_, index) => episodes.mask[Math.floor(index / vectorWidth)] === 1,
    );
    const {controller, units, rows, width, heads = 1} = spec;
    const options = {controller, units, rows, width, heads, batch, length, bits: vectorWidth, threads: 2};
    const native = JSON.parse(
      execFileSync(
        program(),
        ['--step', ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])],
        {
          input: [...flat(trainableWeights.map((weight) => weight.read())), ...answers].join(' '),
          encoding: 'utf8',
        },
      ),
    );

    const optimizer = createOptimizer({type: 'gravesRmsProp', learningRate: 1e-4});
    const variables = trainableWeights.map((weight) => (weight as unknown as {val: tf.Variable}).val);
    tf.tidy(() => {
      const {value, grads} = tf.variableGrads(() => {
        const {steps, inputSize, outputSize, inputs, targets, mask} = episodes;
        const logits = model.apply(tf.tensor3d(inputs, [batch, steps, inputSize])) as tf.Tensor3D;
        return sequenceCrossEntropy(
          logits,
          tf.tensor3d(targets, [batch, steps, outputSize]),
          tf.tensor2d(mask, [batch, steps]),
        );
      }, variables);
      expectClose([native.loss], flat([value]));
      expectClose(native.gradients, flat(variables.map(({name}) => grads[name]!)));
      optimizer.applyGradients(clipGradients(grads, {elementwise: 10}));
    });
    expectClose(native.weights, flat(variables));
    optimizer.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

/** Within 1e-5 of the largest element. */
function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const error = expected.reduce((most, value, index) => Math.max(most, Math.abs(value - actual[index]!)), 0);
  expect(error).toBeLessThan(1e-5 * largest);
}
