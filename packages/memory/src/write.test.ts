import {ArgumentError} from '@ntmjs/arguments';
import {
  added,
  anyDistributions,
  anyNumbers,
  describeOnBackends,
  distributions,
  eachSample,
  erased,
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
import {add, erase, write, writeTogether} from './write.js';

/** Memory, weighting, erase vector and add vector for each of some samples. */
function inputsOf(batch: number, rows: number, width: number) {
  return [
    {shape: [batch, rows, width], values: uniformNumbers(1, batch * rows * width, -2, 2)},
    {shape: [batch, rows], values: distributions(2, batch, rows)},
    {shape: [batch, width], values: uniformNumbers(3, batch * width, 0, 1)},
    {shape: [batch, width], values: uniformNumbers(4, batch * width, -2, 2)},
  ] as const;
}

function tensorsOf(...sizes: [number, number, number]): [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D] {
  const tensors = inputsOf(...sizes).map(({shape, values}): tf.Tensor => tf.tensor(values, [...shape]));
  return tensors as [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
}

describeOnBackends('erase, add and write', () => {
  const memory = () =>
    tf.tensor3d([
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ]);

  test.each([
    [
      [0, 1, 0],
      [1, 0],
      [10, 20],
      [1, 2, 0, 4, 5, 6],
      [1, 2, 13, 24, 5, 6],
      [1, 2, 10, 24, 5, 6],
    ],
    [
      [1, 0, 0],
      [0.5, 1],
      [-1, 0],
      [0.5, 0, 3, 4, 5, 6],
      [0, 2, 3, 4, 5, 6],
      [-0.5, 0, 3, 4, 5, 6],
    ],
    [
      [0.5, 0, 0.5],
      [1, 0.5],
      [8, 4],
      [0.5, 1.5, 3, 4, 2.5, 4.5],
      [5, 4, 3, 4, 9, 8],
      [4.5, 3.5, 3, 4, 6.5, 6.5],
    ],
    [
      [0, 0, 0],
      [1, 1],
      [9, 9],
      [1, 2, 3, 4, 5, 6],
      [1, 2, 3, 4, 5, 6],
      [1, 2, 3, 4, 5, 6],
    ],
    [
      [0, 0, 1],
      [1, 1],
      [7, 8],
      [1, 2, 3, 4, 0, 0],
      [1, 2, 3, 4, 12, 14],
      [1, 2, 3, 4, 7, 8],
    ],
  ])('a table: weighting %j, erase %j, add %j', (weighting, e, a, afterErase, afterAdd, afterWrite) => {
    const [w, eraseVector, addVector] = [tf.tensor2d([weighting]), tf.tensor2d([e]), tf.tensor2d([a])];
    expect([...erase(memory(), w, eraseVector).dataSync()]).toEqual(afterErase);
    expect([...add(memory(), w, addVector).dataSync()]).toEqual(afterAdd);
    const written = write(memory(), w, eraseVector, addVector);
    expect([...written.dataSync()]).toEqual(afterWrite);
    expect(written.shape).toEqual([1, 3, 2]);
  });

  test('each sample is written by its own weighting and vectors', () => {
    const two = tf.tensor3d([
      [[1], [1]],
      [[1], [1]],
    ]);
    const w = tf.tensor2d([
      [1, 0],
      [0, 0.5],
    ]);
    const result = write(two, w, tf.tensor2d([[1], [0.5]]), tf.tensor2d([[3], [2]]));
    expect([...result.dataSync()]).toEqual([3, 1, 1, 1.75]);
  });

  const sizes: [number, number, number][] = [
    [1, 5, 3],
    [2, 5, 3],
    [2, 1, 4],
    [2, 4, 1],
    [1, 1, 1],
  ];

  test.each(sizes)(
    'erase has values and gradients of the oracle for %i × %i × %i',
    (...[batch, rows, width]) => {
      const [m, w, e] = inputsOf(batch, rows, width);
      const sample = (memory: number[], w: number[], e: number[]) =>
        erased(rowsOf(memory, width), w, e).flat();
      expectGradients({op: erase, oracle: eachSample(batch, sample), inputs: [m, w, e]});
    },
  );

  test.each(sizes)(
    'add has values and gradients of the oracle for %i × %i × %i',
    (...[batch, rows, width]) => {
      const [m, w, , a] = inputsOf(batch, rows, width);
      const sample = (memory: number[], w: number[], a: number[]) =>
        added(rowsOf(memory, width), w, a).flat();
      expectGradients({op: add, oracle: eachSample(batch, sample), inputs: [m, w, a]});
    },
  );

  test.each(sizes)(
    'write has values and gradients of the oracle for %i × %i × %i',
    (...[batch, rows, width]) => {
      const sample = (memory: number[], w: number[], e: number[], a: number[]) =>
        added(erased(rowsOf(memory, width), w, e), w, a).flat();
      expectGradients({op: write, oracle: eachSample(batch, sample), inputs: inputsOf(batch, rows, width)});
    },
  );

  test.each(sizes)(
    'writeTogether has values and gradients of the oracle for %i × %i × %i',
    (...[batch, rows, width]) => {
      const [m, w1, e1, a1] = inputsOf(batch, rows, width);
      const w2 = {shape: [batch, rows], values: distributions(5, batch, rows)};
      const e2 = {shape: [batch, width], values: uniformNumbers(6, batch * width, 0, 1)};
      const a2 = {shape: [batch, width], values: uniformNumbers(7, batch * width, -2, 2)};
      const sample = (memory: number[], ...[w1, e1, a1, w2, e2, a2]: number[][]) => {
        const afterErase = erased(erased(rowsOf(memory, width), w1!, e1!), w2!, e2!);
        return added(added(afterErase, w1!, a1!), w2!, a2!).flat();
      };
      const op = (memory: tf.Tensor3D, ...[w1, e1, a1, w2, e2, a2]: tf.Tensor2D[]) =>
        writeTogether(memory, [
          {weighting: w1!, eraseVector: e1!, addVector: a1!},
          {weighting: w2!, eraseVector: e2!, addVector: a2!},
        ]);
      expectGradients({op, oracle: eachSample(batch, sample), inputs: [m, w1, e1, a1, w2, e2, a2]});
    },
  );

  test('one write alone is a write', () => {
    tf.tidy(() => {
      const [memory, weighting, eraseVector, addVector] = tensorsOf(2, 4, 3);
      const together = writeTogether(memory, [{weighting, eraseVector, addVector}]).dataSync();
      expect(together).toEqual(write(memory, weighting, eraseVector, addVector).dataSync());
    });
  });

  const [rows, width] = [4, 3];
  const anyMemory = anyNumbers(rows * width, -10, 10);
  const anyWeighting = anyDistributions(1, rows);
  const tensors = (memory: number[], weighting: number[]): [tf.Tensor3D, tf.Tensor2D] => [
    tf.tensor3d(memory, [1, rows, width]),
    tf.tensor2d(weighting, [1, rows]),
  ];

  test('erasing nothing and adding nothing changes nothing', () => {
    fc.assert(
      fc.property(anyMemory, anyWeighting, (memory, weighting) => {
        tf.tidy(() => {
          const [m, w] = tensors(memory, weighting);
          const nothing = tf.zeros([1, width]) as tf.Tensor2D;
          const expected = m.dataSync();
          for (const result of [erase(m, w, nothing), add(m, w, nothing), write(m, w, nothing, nothing)]) {
            expectClose(result, expected, {absolute: 0, relative: 0});
          }
        });
      }),
    );
  });

  test('erasing all of one row and adding to it sets it, and leaves the others', () => {
    const anyRow = fc.nat(rows - 1);
    fc.assert(
      fc.property(anyMemory, anyRow, anyNumbers(width, -10, 10), (memory, row, vector) => {
        tf.tidy(() => {
          const weighting = Array.from({length: rows}, (_, index) => +(index === row));
          const [m, w] = tensors(memory, weighting);
          const result = write(m, w, tf.ones([1, width]), tf.tensor2d([vector]));
          const expected = rowsOf(memory, width).with(row, vector).flat();
          expectClose(result, expected);
        });
      }),
    );
  });

  test('what erasing leaves is between 0 and what was there', () => {
    fc.assert(
      fc.property(anyMemory, anyWeighting, anyNumbers(width, 0, 1), (memory, weighting, vector) => {
        tf.tidy(() => {
          const [m, w] = tensors(memory, weighting);
          const [before, after] = [m.dataSync(), erase(m, w, tf.tensor2d([vector])).dataSync()];
          after.forEach((value, index) => {
            expect(Math.abs(value)).toBeLessThanOrEqual(Math.abs(before[index]!));
            expect(value * before[index]!).toBeGreaterThanOrEqual(0);
          });
        });
      }),
    );
  });

  test('the order of two adds does not matter', () => {
    fc.assert(
      fc.property(anyMemory, anyWeighting, anyWeighting, (memory, first, second) => {
        tf.tidy(() => {
          const [m, v] = tensors(memory, first);
          const w = tf.tensor2d([second]);
          const [a, b] = [tf.tensor2d([[1, -2, 3]]), tf.tensor2d([[5, 7, -1]])];
          expectClose(add(add(m, v, a), w, b), add(add(m, w, b), v, a).dataSync(), {absolute: 1e-5});
        });
      }),
    );
  });

  test('leave no tensor behind', () => {
    const [m, w, e, a] = tensorsOf(2, 5, 3);
    expectNoLeak(() => erase(m, w, e));
    expectNoLeak(() => add(m, w, a));
    expectNoLeak(() => write(m, w, e, a));
    const gradients = tf.grads(write as (...inputs: tf.Tensor[]) => tf.Tensor);
    expectNoLeak(() => gradients([m, w, e, a]));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;
  const m = () => zeros(2, 5, 3);
  const w = () => zeros(2, 5);
  const v = () => zeros(2, 3);
  const noMemory =
    'memory must be a tensor of shape [batch, rows, width] = [?, ?, ?], got a tensor of shape [2, 5]';
  const noWeighting =
    'weighting must be a tensor of shape [batch, rows] = [2, 5], got a tensor of shape [2, 3]';
  const noVector = (name: string) =>
    `${name} must be a tensor of shape [batch, width] = [2, 3], got a tensor of shape [1, 3]`;

  test.each([
    [() => erase(zeros(2, 5), w(), v()), noMemory],
    [() => erase(m(), zeros(2, 3), v()), noWeighting],
    [() => erase(m(), w(), zeros(1, 3)), noVector('eraseVector')],
    [() => add(zeros(2, 5), w(), v()), noMemory],
    [() => add(m(), zeros(2, 3), v()), noWeighting],
    [() => add(m(), w(), zeros(1, 3)), noVector('addVector')],
    [() => write(zeros(2, 5), w(), v(), v()), noMemory],
    [() => write(m(), zeros(2, 3), v(), v()), noWeighting],
    [() => write(m(), w(), zeros(1, 3), v()), noVector('eraseVector')],
    [() => write(m(), w(), v(), zeros(1, 3)), noVector('addVector')],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
