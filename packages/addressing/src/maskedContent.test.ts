import {ArgumentError} from '@ntmjs/arguments';
import {
  content,
  describeOnBackends,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  rowsOf,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {contentWeighting} from './content.js';
import {maskedContentWeighting} from './maskedContent.js';

const [rows, width] = [4, 3];

function inputsOf(batch: number) {
  return [
    {shape: [batch, rows, width], values: uniformNumbers(1, batch * rows * width, -2, 2)},
    {shape: [batch, width], values: uniformNumbers(2, batch * width)},
    {shape: [batch, 1], values: uniformNumbers(3, batch, 0.5, 4)},
    {shape: [batch, width], values: uniformNumbers(4, batch * width, 0.1, 0.9)},
  ];
}

describeOnBackends('maskedContentWeighting', () => {
  test('masked elements of a row have no effect', () => {
    const memory = tf.tensor3d([
      [
        [1, 0, 9],
        [0, 1, 0],
      ],
    ]);
    const [key, strength] = [tf.tensor2d([[1, 0, 0]]), tf.tensor2d([[100]])];
    expectClose(maskedContentWeighting(memory, key, strength, tf.tensor2d([[1, 1, 0]])), [1, 0]);
    expectClose(maskedContentWeighting(memory, key, strength, tf.tensor2d([[0, 0, 0]])), [0.5, 0.5]);
    const open = maskedContentWeighting(memory, key, strength, tf.ones([1, 3]));
    expectClose(open, contentWeighting(memory, key, strength).dataSync());
  });

  test.each([1, 2])('values and gradients are those of the oracle for %i samples', (batch) => {
    const sample = (memory: number[], key: number[], [strength]: number[], mask: number[]) => {
      const masked = (vector: readonly number[]) => vector.map((value, index) => value * mask[index]!);
      return content(rowsOf(memory, width).map(masked), masked(key), strength!);
    };
    expectGradients({
      op: maskedContentWeighting,
      oracle: eachSample(batch, sample as (...parts: number[][]) => number[]),
      inputs: inputsOf(batch),
    });
  });

  test('leaves no tensor behind', () => {
    const tensors = inputsOf(2).map(({shape, values}) => tf.tensor(values, shape)) as never as [
      tf.Tensor3D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    expectNoLeak(() => maskedContentWeighting(...tensors));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const right = {memory: [2, 5, 3], key: [2, 3], keyStrength: [2, 1], mask: [2, 3]};

  test.each<[Partial<typeof right>, string]>([
    [{memory: [5, 3]}, 'memory must be a tensor of shape [batch, rows, width] = [?, ?, ?], got'],
    [{key: [2, 4]}, 'key must be a tensor of shape [batch, width] = [2, 3], got'],
    [{keyStrength: [2, 2]}, 'keyStrength must be a tensor of shape [batch, 1] = [2, 1], got'],
    [{mask: [2, 5]}, 'mask must be a tensor of shape [batch, width] = [2, 3], got'],
  ])('%j', (wrong, message) => {
    const {memory, key, keyStrength, mask} = {...right, ...wrong};
    const zeros = (shape: number[]) => tf.zeros(shape) as never;
    const call = () => maskedContentWeighting(zeros(memory), zeros(key), zeros(keyStrength), zeros(mask));
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
