import {ArgumentError} from '@ntmjs/arguments';
import {
  anyNumbers,
  content,
  describeOnBackends,
  eachSample,
  expectClose,
  expectGradients,
  expectNoLeak,
  rowsOf,
  similarities,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {contentWeighting, cosineSimilarity} from './content.js';

const [rows, width] = [5, 3];

/** A memory, a key and a key strength for each of some samples. */
function inputsOf(batch: number) {
  return [
    {shape: [batch, rows, width], values: uniformNumbers(1, batch * rows * width, -2, 2)},
    {shape: [batch, width], values: uniformNumbers(2, batch * width)},
    {shape: [batch, 1], values: uniformNumbers(3, batch, 0.5, 4)},
  ];
}

function tensorsOf(batch: number): [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D] {
  const tensors = inputsOf(batch).map(({shape, values}): tf.Tensor => tf.tensor(values, shape));
  return tensors as [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D];
}

describeOnBackends('cosineSimilarity', () => {
  test('a table: along, against and across the key, at an angle, and a row of zeros', () => {
    const memory = tf.tensor3d([
      [
        [5, 0],
        [-0.1, 0],
        [0, 3],
        [3, 4],
        [0, 0],
      ],
    ]);
    expectClose(cosineSimilarity(memory, tf.tensor2d([[2, 0]])), [1, -1, 0, 0.6, 0]);
    expectClose(cosineSimilarity(memory, tf.tensor2d([[0, 0]])), [0, 0, 0, 0, 0]);
  });

  test.each([1, 2])('values and gradients are those of the oracle for %i samples', (batch) => {
    const sample = (memory: number[], key: number[]) => similarities(rowsOf(memory, width), key);
    expectGradients({
      op: cosineSimilarity,
      oracle: eachSample(batch, sample),
      inputs: inputsOf(batch).slice(0, 2),
    });
  });

  test('one row of one number has its values and gradients too', () => {
    const sample = (memory: number[], key: number[]) => similarities([memory], key);
    const inputs = [
      {shape: [1, 1, 2], values: [0.4, -1.5]},
      {shape: [1, 2], values: [2, 0.3]},
    ];
    expectGradients({op: cosineSimilarity, oracle: eachSample(1, sample), inputs});
  });

  test('a memory of 1e-6 is not too small for ε', () => {
    const memory = tf.fill([1, 2, 4], 1e-6) as tf.Tensor3D;
    const key = tf.ones([1, 4]) as tf.Tensor2D;
    const [gradient] = tf.grads(cosineSimilarity as (...inputs: tf.Tensor[]) => tf.Tensor)([memory, key]);
    const cosine = 4e-6 / (2 * Math.hypot(2e-6, 1e-8) + 1e-8);
    expectClose(cosineSimilarity(memory, key), [cosine, cosine]);
    expect(gradient!.dataSync().every(Number.isFinite)).toBe(true);
  });

  // Here the curvature is too strong for differences: with d = ε (1 + ‖k‖) the gradients are k / d and Σ M(i) / d.
  test('at zero rows the gradient is finite, and that of the equation', () => {
    const key = [0.6, -0.8, 1.2];
    const op = (memory: tf.Tensor) => cosineSimilarity(memory as tf.Tensor3D, tf.tensor2d(key, [1, 3]));
    const gradient = tf.grad(op)(tf.zeros([1, 2, 3]));
    const d = 1e-8 * (1 + Math.hypot(...key));
    expectClose(
      gradient,
      [...key, ...key].map((value) => value / d),
    );
  });

  test('at a zero key the gradient is finite, and that of the equation', () => {
    const memory = [3, 0, 4, 0, -2, 0];
    const op = (key: tf.Tensor) => cosineSimilarity(tf.tensor3d(memory, [1, 2, 3]), key as tf.Tensor2D);
    const gradient = tf.grad(op)(tf.zeros([1, 3]));
    const [first, second] = [1e-8 * (1 + 5), 1e-8 * (1 + 2)];
    expectClose(gradient, [3 / first, -2 / second, 4 / first]);
  });

  test('where memory and key are zero both gradients are', () => {
    const op = cosineSimilarity as (...inputs: tf.Tensor[]) => tf.Tensor;
    const [memory, key] = tf.grads(op)([tf.zeros([1, 2, 3]), tf.zeros([1, 3])]);
    expectClose(memory!, new Float32Array(6));
    expectClose(key!, new Float32Array(3));
  });

  test('leaves no tensor behind', () => {
    const [memory, key] = tensorsOf(2);
    expectNoLeak(() => cosineSimilarity(memory, key));
    const gradients = tf.grads(cosineSimilarity as (...inputs: tf.Tensor[]) => tf.Tensor);
    expectNoLeak(() => gradients([memory, key]));
  });
});

describeOnBackends('contentWeighting', () => {
  test('a table: the best match takes the more, the larger the strength', () => {
    const memory = tf.tensor3d([
      [
        [1, 0],
        [0, 1],
      ],
    ]);
    const key = tf.tensor2d([[1, 0]]);
    const share = (strength: number) => 1 / (1 + Math.exp(-strength));
    for (const strength of [1e-3, 1, 5]) {
      const weighting = contentWeighting(memory, key, tf.tensor2d([[strength]]));
      expectClose(weighting, [share(strength), 1 - share(strength)]);
    }
    expectClose(contentWeighting(memory, key, tf.tensor2d([[1000]])), [1, 0]);
  });

  test.each([1, 2])('values and gradients are those of the oracle for %i samples', (batch) => {
    const sample = (memory: number[], key: number[], strength: number[]) =>
      content(rowsOf(memory, width), key, strength[0]!);
    expectGradients({
      op: contentWeighting,
      oracle: eachSample(batch, sample),
      inputs: inputsOf(batch),
    });
  });

  const anyInputs = fc.record({
    memory: anyNumbers(rows * width, -10, 10),
    key: anyNumbers(width, -10, 10),
    strength: fc.oneof(fc.double({min: 0, max: 20, noNaN: true}), fc.constantFrom(0, 1e-6, 1000)),
  });

  test('is a distribution with finite gradients, for all memories, keys and strengths', () => {
    const op = contentWeighting as (...inputs: tf.Tensor[]) => tf.Tensor;
    fc.assert(
      fc.property(anyInputs, ({memory, key, strength}) => {
        tf.tidy(() => {
          const inputs = [
            tf.tensor(memory, [1, rows, width]),
            tf.tensor(key, [1, width]),
            tf.tensor([[strength]]),
          ];
          const weighting = op(...inputs);
          expectClose(tf.sum(weighting), [1]);
          expect(tf.min(weighting).dataSync()[0]).toBeGreaterThanOrEqual(0);
          const dy = tf.tensor(uniformNumbers(3, rows), [1, rows]);
          for (const gradient of tf.grads(op)(inputs, dy)) {
            expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
          }
        });
      }),
    );
  });

  test('permuting the rows of the memory permutes it', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4], {minLength: rows});
    fc.assert(
      fc.property(anyInputs, order, ({memory, key, strength}, order) => {
        tf.tidy(() => {
          const k = tf.tensor2d(key, [1, width]);
          const beta = tf.tensor2d([[strength]]);
          const weighting = contentWeighting(tf.tensor3d(memory, [1, rows, width]), k, beta).dataSync();
          const shuffled = order.flatMap((row) => memory.slice(row * width, (row + 1) * width));
          expectClose(
            contentWeighting(tf.tensor3d(shuffled, [1, rows, width]), k, beta),
            order.map((row) => weighting[row]!),
          );
        });
      }),
    );
  });

  test('leaves no tensor behind', () => {
    const inputs = tensorsOf(2);
    expectNoLeak(() => contentWeighting(...inputs));
    const gradients = tf.grads(contentWeighting as (...inputs: tf.Tensor[]) => tf.Tensor);
    expectNoLeak(() => gradients(inputs));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [
      () => cosineSimilarity(zeros(5, 3), zeros(2, 3)),
      'memory must be a tensor of shape [batch, rows, width] = [?, ?, ?], got a tensor of shape [5, 3]',
    ],
    [
      () => cosineSimilarity(zeros(2, 5, 3), zeros(2, 4)),
      'key must be a tensor of shape [batch, width] = [2, 3], got a tensor of shape [2, 4]',
    ],
    [
      () => cosineSimilarity(zeros(2, 5, 3), zeros(1, 3)),
      'key must be a tensor of shape [batch, width] = [2, 3], got a tensor of shape [1, 3]',
    ],
    [
      () => contentWeighting(zeros(2, 5, 3), zeros(2, 3), zeros(2)),
      'keyStrength must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [2]',
    ],
    [
      () => contentWeighting(zeros(2, 5, 3), zeros(3), zeros(2, 1)),
      'key must be a tensor of shape [batch, width] = [2, 3], got a tensor of shape [3]',
    ],
    [
      () => contentWeighting(undefined as never, zeros(2, 3), zeros(2, 1)),
      'memory must be a tensor of shape [batch, rows, width] = [?, ?, ?], got undefined',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
