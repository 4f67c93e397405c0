import {ArgumentError} from '@ntmjs/arguments';
import {
  anyNumbers,
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
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {gatherRows, scatterRows} from './rowNumbers.js';

const [rows, width, count] = [5, 3, 4];

/** Row numbers of each sample, one of them twice. */
const numbersOf = (batch: number) => Array.from({length: batch}, (_, sample) => [sample, 4, 2, 4]).flat();

function gathered(memory: readonly number[][], rowNumbers: readonly number[]): number[] {
  return rowNumbers.flatMap((row) => memory[Math.round(row)]!);
}

function scattered(rowNumbers: readonly number[], vectors: readonly number[][]): number[] {
  const sums = Array.from({length: rows}, () => new Array<number>(width).fill(0));
  for (const [index, row] of rowNumbers.entries()) {
    for (let column = 0; column < width; column++)
      sums[Math.round(row)]![column]! += vectors[index]![column]!;
  }
  return sums.flat();
}

const anyRowNumbers = fc.array(fc.integer({min: 0, max: rows - 1}), {minLength: count, maxLength: count});

describeOnBackends('gatherRows', () => {
  test('a table: each sample has its own rows, in any order and more than once', () => {
    const memory = tf.tensor3d([
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [
        [-1, -2],
        [-3, -4],
        [-5, -6],
      ],
    ]);
    const rowNumbers = tf.tensor2d([
      [2, 0],
      [1, 1],
    ]);
    expect(gatherRows(memory, rowNumbers).arraySync()).toEqual([
      [
        [5, 6],
        [1, 2],
      ],
      [
        [-3, -4],
        [-3, -4],
      ],
    ]);
  });

  test.each([1, 2])('values and gradients are those of the oracle for %i samples', (batch) => {
    expectGradients({
      op: gatherRows,
      oracle: eachSample(batch, (memory, rowNumbers) => gathered(rowsOf(memory, width), rowNumbers)),
      inputs: [
        {shape: [batch, rows, width], values: uniformNumbers(1, batch * rows * width)},
        {shape: [batch, count], values: numbersOf(batch)},
      ],
    });
  });

  test('leaves no tensor behind', () => {
    const memory = tf.ones<tf.Rank.R3>([2, rows, width]);
    const rowNumbers = tf.zeros<tf.Rank.R2>([2, count]);
    expectNoLeak(() => gatherRows(memory, rowNumbers));
    expectNoLeak(() => tf.grad((x) => gatherRows(x as tf.Tensor3D, rowNumbers))(memory));
  });
});

describeOnBackends('scatterRows', () => {
  test('a table: what goes to one row is summed, other rows are zero', () => {
    const vectors = tf.tensor3d([
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ]);
    expect(scatterRows(tf.tensor2d([[3, 1, 3]]), vectors, 4).arraySync()).toEqual([
      [
        [0, 0],
        [3, 4],
        [0, 0],
        [6, 8],
      ],
    ]);
  });

  test.each([1, 2])('values and gradients are those of the oracle for %i samples', (batch) => {
    expectGradients({
      op: (rowNumbers: tf.Tensor2D, vectors: tf.Tensor3D) => scatterRows(rowNumbers, vectors, rows),
      oracle: eachSample(batch, (rowNumbers, vectors) => scattered(rowNumbers, rowsOf(vectors, width))),
      inputs: [
        {shape: [batch, count], values: numbersOf(batch)},
        {shape: [batch, count, width], values: uniformNumbers(1, batch * count * width)},
      ],
    });
  });

  test('is the transpose of gatherRows: ⟨scatter(v), M⟩ = ⟨v, gather(M)⟩', () => {
    const inputs = fc.tuple(anyRowNumbers, anyNumbers(count * width, -3, 3), anyNumbers(rows * width, -3, 3));
    fc.assert(
      fc.property(inputs, ([numbers, vectors, contents]) => {
        tf.tidy(() => {
          const rowNumbers = tf.tensor2d(numbers, [1, count]);
          const v = tf.tensor3d(vectors, [1, count, width]);
          const M = tf.tensor3d(contents, [1, rows, width]);
          const one = tf.sum(tf.mul(scatterRows(rowNumbers, v, rows), M));
          expectClose(one, tf.sum(tf.mul(v, gatherRows(M, rowNumbers))).dataSync(), {absolute: 1e-4});
        });
      }),
    );
  });

  test('what is scattered to different rows is gathered again', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4], {minLength: count, maxLength: count});
    fc.assert(
      fc.property(order, anyNumbers(count * width, -3, 3), (numbers, vectors) => {
        tf.tidy(() => {
          const rowNumbers = tf.tensor2d(numbers, [1, count]);
          const v = tf.tensor3d(vectors, [1, count, width]);
          const again = gatherRows(scatterRows(rowNumbers, v, rows), rowNumbers);
          expectClose(again, v.dataSync(), {absolute: 0, relative: 0});
        });
      }),
    );
  });

  test('leaves no tensor behind', () => {
    const rowNumbers = tf.zeros<tf.Rank.R2>([2, count]);
    const vectors = tf.ones<tf.Rank.R3>([2, count, width]);
    expectNoLeak(() => scatterRows(rowNumbers, vectors, rows));
    expectNoLeak(() => tf.grad((x) => scatterRows(rowNumbers, x as tf.Tensor3D, rows))(vectors));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;

  test.each([
    [
      () => gatherRows(zeros(5, 3), zeros(2, 4)),
      'memory must be a tensor of shape [batch, rows, width] = [?, ?, ?], got a tensor of shape [5, 3]',
    ],
    [
      () => gatherRows(zeros(2, 5, 3), zeros(1, 4)),
      'rowNumbers must be a tensor of shape [batch, row numbers] = [2, ?], got a tensor of shape [1, 4]',
    ],
    [
      () => scatterRows(zeros(4), zeros(2, 4, 3), 5),
      'rowNumbers must be a tensor of shape [batch, row numbers] = [?, ?], got a tensor of shape [4]',
    ],
    [
      () => scatterRows(zeros(2, 4), zeros(2, 5, 3), 5),
      'vectors must be a tensor of shape [batch, row numbers, width] = [2, 4, ?], got a tensor of shape [2, 5, 3]',
    ],
    [() => scatterRows(zeros(2, 4), zeros(2, 4, 3), 0), 'rows must be a positive integer, got 0'],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
