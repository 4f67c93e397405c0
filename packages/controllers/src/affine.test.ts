import {
  describeOnBackends,
  expectClose,
  expectGradients,
  expectNoLeak,
  uniformNumbers,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {affine} from './affine.js';

/** x W + b with plain loops. */
function oracle(inputs: number, outputs: number) {
  return (x: number[], W: number[], b: number[]): number[] =>
    Array.from({length: (x.length / inputs) * outputs}, (_, index) => {
      const [sample, output] = [Math.floor(index / outputs), index % outputs];
      let sum = b[output]!;
      for (let input = 0; input < inputs; input++)
        sum += x[sample * inputs + input]! * W[input * outputs + output]!;
      return sum;
    });
}

describeOnBackends('affine', () => {
  test.each([
    [1, 3, 4],
    [2, 1, 4],
    [6, 3, 4],
    [6, 1, 4],
    [6, 3, 1],
    [1, 1, 1],
  ])('%i samples, %i inputs, %i outputs: value and gradients', (batch, inputs, outputs) => {
    expectGradients({
      op: (x, W, b) => affine(x as tf.Tensor2D, W as tf.Tensor2D, b as tf.Tensor1D),
      oracle: oracle(inputs, outputs),
      inputs: [
        {shape: [batch, inputs], values: uniformNumbers(1, batch * inputs)},
        {shape: [inputs, outputs], values: uniformNumbers(2, inputs * outputs)},
        {shape: [outputs], values: uniformNumbers(3, outputs)},
      ],
    });
  });

  test('one after the other, each on the transposed shape of the last', () => {
    // The wasm backend must not take what it prepared for one for the other.
    const [x, W, b] = [tf.ones<tf.Rank.R2>([1, 4]), tf.ones<tf.Rank.R2>([4, 1]), tf.zeros<tf.Rank.R1>([1])];
    const chain = () => tf.sum(affine(affine(x, W, b), tf.reshape(W, [1, 4]), tf.zeros([4])));
    expectClose(chain(), [16]);
    expectClose(
      tf.grad((input) =>
        tf.sum(affine(affine(input as tf.Tensor2D, W, b), tf.reshape(W, [1, 4]), tf.zeros([4]))),
      )(x),
      [4, 4, 4, 4],
    );
  });

  test('leaks nothing', () => {
    const [x, W, b] = [tf.ones<tf.Rank.R2>([2, 4]), tf.ones<tf.Rank.R2>([4, 3]), tf.zeros<tf.Rank.R1>([3])];
    const gradients = tf.grads((x, W, b) =>
      tf.sum(affine(x as tf.Tensor2D, W as tf.Tensor2D, b as tf.Tensor1D)),
    );
    expectNoLeak(() => affine(x, W, b));
    expectNoLeak(() => gradients([x, W, b]));
  });

  test('rejects shapes that do not match', () => {
    const [x, W, b] = [tf.ones<tf.Rank.R2>([2, 4]), tf.ones<tf.Rank.R2>([3, 3]), tf.zeros<tf.Rank.R1>([3])];
    expect(() => affine(x, W, b)).toThrow('input must be a tensor of shape [batch, inputs] = [?, 3]');
    expect(() => affine(x, tf.ones([4, 2]), b)).toThrow('bias must be a tensor of shape [outputs] = [2]');
    expect(() => affine(x, b as never, b)).toThrow('kernel must be a tensor of shape [inputs, outputs]');
  });
});
