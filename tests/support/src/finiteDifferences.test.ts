import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {describeOnBackends} from './backends.js';
import {expectGradients} from './finiteDifferences.js';

const inputs = [
  {shape: [2, 2], values: [0.3, -1.2, 0.7, 2.1]},
  {shape: [2, 2], values: [1.1, 0.4, -0.8, 0.2]},
];

/** a · b, with what each gradient is multiplied by: 1 is right. */
function product(factorA: number, factorB: number) {
  return (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor => {
    const op = tf.customGrad((...args) => {
      const [x, y, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
      save([x, y]);
      const gradFunc = (dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) => [
        tf.mul(tf.mul(dy as tf.Tensor, saved[1]!), factorA),
        tf.mul(tf.mul(dy as tf.Tensor, saved[0]!), factorB),
      ];
      return {value: tf.mul(x, y), gradFunc};
    });
    return op(a, b);
  };
}

const oracle = (a: number[], b: number[]) => a.map((value, index) => value * b[index]!);

describeOnBackends('expectGradients', () => {
  test('passes where values and gradients are right', () => {
    expectGradients({op: product(1, 1), oracle, inputs});
    expectGradients({
      op: (a: tf.Tensor2D) => tf.sum(tf.exp(tf.sin(a)), 1),
      oracle: (a: number[]) => [0, 2].map((i) => Math.exp(Math.sin(a[i]!)) + Math.exp(Math.sin(a[i + 1]!))),
      inputs: inputs.slice(0, 1),
    });
  });

  test('fails where a value is wrong', () => {
    const op = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.mul(tf.mul(a, b), 1.001);
    expect(() => expectGradients({op, oracle, inputs})).toThrow(/element \d is/);
  });

  test.each([
    [1.001, 1],
    [1, 1.001],
    [-1, 1],
    [1, 0],
    [Number.NaN, 1],
  ])('fails where the gradients are %d and %d times what they should be', (factorA, factorB) => {
    expect(() => expectGradients({op: product(factorA, factorB), oracle, inputs})).toThrow(/element \d is/);
  });

  test('fails where a gradient is right only of an operation that runs once', () => {
    let last: tf.Tensor;
    const op = (a: tf.Tensor2D) => {
      last = tf.keep(tf.clone(a));
      const gradFunc = (dy: tf.Tensor | tf.Tensor[]) => tf.mul(tf.mul(dy as tf.Tensor, 2), last);
      return tf.customGrad((x) => ({value: tf.square(x as tf.Tensor), gradFunc}))(a);
    };
    const twice = (a: tf.Tensor2D) => tf.sub(op(tf.mul(a, 2)), op(a)); // 4 a² − a²
    const expected = (a: number[]) => a.map((value) => 3 * value * value);
    expect(() => expectGradients({op: twice, oracle: expected, inputs: inputs.slice(0, 1)})).toThrow(
      /element \d is/,
    );
  });
});
