import {describeOnBackends, uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {Adam} from './adam.js';

const create = () => new Adam(0.1, 0.9, 0.999, 1e-7);

/** Two variables, and steps whose gradients depend on their number alone. */
function problem() {
  const variables = [[3], []].map((shape) => tf.tidy(() => tf.variable(tf.ones(shape))));
  const step = (optimizer: tf.Optimizer, number: number) =>
    tf.tidy(() => {
      const gradient = ({name, shape}: tf.Variable, index: number) => ({
        name,
        tensor: tf.tensor(uniformNumbers(10 * number + index, tf.util.sizeFromShape(shape)), shape),
      });
      optimizer.applyGradients(variables.map(gradient));
    });
  return {variables, step, values: () => variables.map((variable) => [...variable.dataSync()])};
}

describeOnBackends('Adam', () => {
  test.each([1, 7, 50])('goes on bit for bit after %d steps', async (cut) => {
    const [whole, first] = [problem(), problem()];
    const [optimizer, before, after] = [create(), create(), create()];
    for (let number = 0; number < 100; number++) whole.step(optimizer, number);
    for (let number = 0; number < cut; number++) first.step(before, number);
    await after.setWeights(await before.getWeights());
    for (let number = cut; number < 100; number++) first.step(after, number);
    expect(first.values()).toEqual(whole.values());
    expect(after.iterations).toBe(100);
  });
});

describe('Adam', () => {
  useBackend('cpu');

  test('takes tfjs’ own name and steps', () => {
    expect(create().getClassName()).toBe('Adam');
    const [own, theirs] = [problem(), problem()];
    const [ours, tfjs] = [create(), tf.train.adam(0.1, 0.9, 0.999, 1e-7)];
    for (let number = 0; number < 30; number++) {
      own.step(ours, number);
      theirs.step(tfjs, number);
    }
    const [expected, actual] = [theirs.values().flat(), own.values().flat()];
    for (const [index, value] of actual.entries()) expect(value).toBeCloseTo(expected[index]!, 5);
  });

  test('leaves no tensor behind when it takes over a state again and again', async () => {
    const {step} = problem();
    const [one, other] = [create(), create()];
    step(one, 1);
    await other.setWeights(await one.getWeights());
    const weights = await one.getWeights();
    const before = tf.memory();
    for (let count = 0; count < 20; count++) await other.setWeights(weights);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  test('takes over its own state', async () => {
    const [whole, other] = [problem(), problem()];
    const [straight, turned] = [create(), create()];
    for (let number = 0; number < 20; number++) {
      whole.step(straight, number);
      other.step(turned, number);
      await turned.setWeights(await turned.getWeights());
    }
    expect(other.values()).toEqual(whole.values());
  });
});
