import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import type {Check} from '../check.js';
import {expectEqual, expectSameBits, expectThat} from '../expectations.js';
import {sequences} from '../samples.js';
import {allValues, valuesOf} from '../values.js';

/** A layer that is built by hand is built when it is applied. */
export const building: Check = {
  name: 'build, then apply',
  run(subject) {
    const layer = subject.layer();
    layer.build(sequences().shape);
    const count = layer.weights.length;
    layer.apply(sequences());
    expectEqual('number of weights after apply', layer.weights.length, count);
  },
};

/** Equal seeds give equal weights, other seeds others. */
export const seeds: Check = {
  name: 'seeds',
  async run(subject) {
    const weights = (seed: number) => {
      const layer = subject.layer({seed});
      layer.apply(sequences());
      return allValues(layer.getWeights());
    };
    const first = await weights(3);
    expectSameBits('weights of an equal seed', await weights(3), first);
    const other = await weights(4);
    expectThat(
      'weights of another seed differ',
      first.some((value, index) => value !== other[index]),
    );
  },
};

/** What `getWeights` returns another layer takes: by `setWeights`, or as the option `weights`. */
export const settingWeights: Check = {
  name: 'getWeights, setWeights, weights',
  async run(subject) {
    const layer = subject.layer();
    const x = sequences();
    const expected = await valuesOf(layer.apply(x) as never);
    const weights = layer.getWeights();
    const other = subject.layer({seed: 8});
    tf.dispose(other.apply(x) as tf.Tensor[]);
    other.setWeights(weights);
    expectSameBits('output with set weights', await valuesOf(other.apply(x) as never), expected);
    const given = subject.layer({seed: 8, weights: weights.map((weight) => tf.clone(weight))});
    expectSameBits('output with the option weights', await valuesOf(given.apply(x) as never), expected);
  },
};

/** A layer is found by its name, and the names of its weights are unique and begin with it. */
export const names: Check = {
  name: 'names',
  run(subject) {
    const layer = subject.layer({name: 'recurrent'});
    layer.apply(sequences());
    expectEqual('name', layer.name, 'recurrent');
    const weights = layer.weights.map(({originalName}) => originalName);
    expectThat(
      `${weights} begin with the layer's name`,
      weights.every((name) => name.startsWith('recurrent/')),
    );
    expectEqual('number of different names', new Set(weights).size, weights.length);
    const [first, second] = [subject.layer(), subject.layer()];
    expectThat('two layers without a name have different ones', first.name !== second.name);
  },
};

/** Every weight has a gradient, which is finite and the slope of the loss; what goes in has one too. */
export const gradients: Check = {
  name: 'gradients',
  async run(subject) {
    const layer = subject.layer({returnSequences: true});
    const x = sequences();
    tf.dispose(layer.apply(x) as tf.Tensor[]);
    const loss = (input: tf.Tensor) => tf.sum(tf.square(layer.apply(input) as tf.Tensor)) as tf.Scalar;
    const {grads} = tf.variableGrads(() => loss(x));
    for (const weight of layer.trainableWeights) {
      const gradient = grads[weight.name];
      expectThat(`${weight.name} has a gradient`, gradient !== undefined);
      expectEqual(`shape of the gradient of ${weight.name}`, gradient!.shape, weight.shape);
      const values = await gradient!.data();
      expectThat(`the gradient of ${weight.name} is finite`, values.every(Number.isFinite));
    }
    const all = await allValues(Object.values(grads));
    expectThat(
      'not all gradients are 0',
      all.some((value) => value !== 0),
    );
    await expectDerivative(layer, () => loss(x), grads);
    const input = await tf.grad(loss)(x).data();
    expectThat('the gradient of the input is finite', input.every(Number.isFinite));
    expectThat(
      '… and not 0',
      input.some((value) => value !== 0),
    );
  },
};

/** Expects the loss to change by what the gradient says when all weights move a little way along it. */
async function expectDerivative(layer: RNN, loss: () => tf.Scalar, grads: tf.NamedTensorMap): Promise<void> {
  const weights = layer.trainableWeights.map((weight) => [weight, weight.read().clone()] as const);
  const squares = (await allValues(Object.values(grads))).map((value) => value * value);
  const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  const distance = 0.003;
  const lossAt = async (along: number) => {
    for (const [weight, value] of weights) {
      weight.write(tf.add(value, tf.mul(along / norm, grads[weight.name]!)));
    }
    return (await loss().data())[0]!;
  };
  const slope = ((await lossAt(distance)) - (await lossAt(-distance))) / (2 * distance);
  await lossAt(0);
  expectClose([slope], [norm], {relative: 0.02});
}
