import {expectClose} from '@ntmjs/test-support/close';
import * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import type {Check} from '../check.js';
import {expectEqual, expectThat} from '../expectations.js';
import {sequences} from '../samples.js';
import type {Subject} from '../subject.js';
import {valuesOf} from '../values.js';

function skip({compiled, dropout}: Subject): string | undefined {
  if (dropout !== undefined) return undefined;
  return compiled ? 'a step with randomness cannot be compiled' : 'it has no option for dropout';
}

function differ(first: ArrayLike<number>, second: ArrayLike<number>): boolean {
  return Array.from(first).some((value, index) => value !== second[index]);
}

/** Dropout drops when training, something else in each sequence, and nothing when predicting. */
export const dropout: Check = {
  name: 'dropout',
  skip,
  async run(subject, host) {
    const layer = subject.dropout!(0.5);
    const x = sequences({batch: 4});
    const plain = await valuesOf(layer.apply(x) as never);
    const without = subject.dropout!(0);
    tf.dispose(without.apply(x) as tf.Tensor[]);
    without.setWeights(layer.getWeights());
    expectClose(plain, await valuesOf(without.apply(x) as never), host.tolerance);
    const train = (input: tf.Tensor) => valuesOf(layer.apply(input, {training: true}) as never);
    const [first, second] = [await train(x), await train(x)];
    expectThat('training drops something', differ(first, plain));
    expectThat('the next sequence drops something else', differ(first, second));
    expectEqual('outputs of another batch size', (await train(sequences({batch: 3}))).length, 6);
    expectClose(await valuesOf(layer.apply(x) as never), plain, host.tolerance);
  },
};

/** Dropout leaves no masks behind. */
export const dropoutLeaks: Check = {
  name: 'dropout, no leak',
  skip,
  run(subject) {
    const x = sequences();
    const before = tf.memory().numTensors;
    const layer: RNN = subject.dropout!(0.5);
    tf.dispose(layer.apply(x) as tf.Tensor);
    const train = () => tf.variableGrads(() => tf.sum(layer.apply(x, {training: true}) as tf.Tensor));
    for (let time = 0; time < 3; time++) tf.dispose(train() as never);
    layer.dispose();
    expectEqual('tensors left by a layer that was disposed', tf.memory().numTensors - before, 0);
  },
};
