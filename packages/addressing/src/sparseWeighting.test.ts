import {ArgumentError} from '@ntmjs/arguments';
import {
  describeOnBackends,
  distributions,
  eachSample,
  entriesAsArrays,
  entriesOf,
  expectClose,
  expectGradients,
  expectNoLeak,
  largestEntries,
  rowsOf,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {topRows} from './index.js';
import {denseWeighting, largestWeights, type SparseWeighting} from './sparseWeighting.js';

const [batch, rows, entries] = [2, 4, 6];

const sparse = (rowNumbers: number[][], weights: number[][]): SparseWeighting => ({
  rowNumbers: tf.tensor2d(rowNumbers),
  weights: tf.tensor2d(weights),
});

/** Row numbers and weights side by side. */
const joined = ({rowNumbers, weights}: SparseWeighting) => tf.concat([rowNumbers, weights], 1);

const listed = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.array(value, {minLength: entries, maxLength: entries}), {minLength: batch, maxLength: batch});
const anyRows = listed(fc.nat(rows - 1));
/** Of which many are equal, and whose sums are exact. */
const anyWeights = listed(fc.constantFrom(0, 0.125, 0.25, 0.5));

describeOnBackends('largestWeights', () => {
  test('a table: sums of what is listed several times, the largest first, equal ones as they are listed', () => {
    const {rowNumbers, weights} = largestWeights(
      sparse(
        [
          [3, 1, 3, 0, 2],
          [5, 2, 9, 2, 7],
        ],
        [
          [0.25, 0.375, 0.25, 0.125, 0],
          [0.25, 0.125, 0.5, 0.125, 0.25],
        ],
      ),
      3,
    );
    expect(rowNumbers.arraySync()).toEqual([
      [3, 1, 0],
      [9, 5, 2],
    ]);
    expect(weights.arraySync()).toEqual([
      [0.5, 0.375, 0.125],
      [0.5, 0.25, 0.25],
    ]);
  });

  test('entries that are left over are row 0 with the weight 0', () => {
    const {rowNumbers, weights} = largestWeights(sparse([[6, 4, 6, 3]], [[0.25, 0, 0.25, 0]]), 3);
    expect(rowNumbers.arraySync()).toEqual([[6, 0, 0]]);
    expect(weights.arraySync()).toEqual([[0.5, 0, 0]]);
  });

  test('is what sorting finds, for every number of entries', () => {
    fc.assert(
      fc.property(anyRows, anyWeights, fc.integer({min: 1, max: entries}), (numbers, weights, count) => {
        tf.tidy(() => {
          const found = largestWeights(sparse(numbers, weights), count);
          const expected = numbers.map((sample, index) =>
            entriesAsArrays(largestEntries(entriesOf(sample, weights[index]!), count), count),
          );
          expect(found.rowNumbers.arraySync()).toEqual(expected.map(({rowNumbers}) => rowNumbers));
          expect(found.weights.arraySync()).toEqual(expected.map(({weights}) => weights));
        });
      }),
    );
  });

  test('of many entries too', () => {
    const [numbers, weights] = [uniformNumbers(1, 200, 0, 60).map(Math.floor), uniformNumbers(2, 200, 0, 1)];
    const found = largestWeights(sparse([numbers], [weights]), 40);
    const expected = entriesAsArrays(largestEntries(entriesOf(numbers, weights.map(Math.fround)), 40), 40);
    expect([...found.rowNumbers.dataSync()]).toEqual(expected.rowNumbers);
    expectClose(found.weights, expected.weights);
  });

  test.each([1, 2])('has the gradients of the oracle for %i samples, with rows listed twice', (samples) => {
    const numbers = Array.from({length: samples}, (_, sample) => [3, 1, 3, 0, 2 + sample, 1]).flat();
    const sample = eachSample(samples, (rowNumbers, weights) =>
      Object.values(entriesAsArrays(largestEntries(entriesOf(rowNumbers!, weights!), 3), 3)).flat(),
    );
    expectGradients({
      op: (weights: tf.Tensor) =>
        joined(
          largestWeights(
            {rowNumbers: tf.tensor2d(numbers, [samples, entries]), weights: weights as tf.Tensor2D},
            3,
          ),
        ),
      oracle: (weights) => sample(numbers, weights!),
      inputs: [{shape: [samples, entries], values: distributions(3, samples, entries)}],
    });
  });

  test('which rows it finds is a constant for the gradient', () => {
    const rowNumbers = tf.tensor2d([[3, 1, 2]]);
    const gradient = tf.grad((weights) =>
      tf.sum(largestWeights({rowNumbers, weights: weights as tf.Tensor2D}, 2).rowNumbers),
    );
    expectClose(gradient(tf.tensor2d([[0.5, 0.25, 0.125]])), [0, 0, 0]);
  });

  test('leaves no tensor behind', () => {
    const weighting = sparse([[3, 1, 3]], [[0.5, 0.25, 0.125]]);
    expectNoLeak(() => ({...largestWeights(weighting, 2)}), 200);
    const {rowNumbers, weights} = weighting;
    expectNoLeak(
      () => tf.grad((w) => largestWeights({rowNumbers, weights: w as tf.Tensor2D}, 2).weights)(weights),
      200,
    );
  });
});

describeOnBackends('denseWeighting', () => {
  test('a table: sums of what is listed several times, zeros elsewhere', () => {
    const weighting = sparse(
      [
        [3, 1, 3],
        [0, 0, 2],
      ],
      [
        [0.25, 0.125, 0.5],
        [0, 0.5, 0.25],
      ],
    );
    expect(denseWeighting(weighting, 4).arraySync()).toEqual([
      [0, 0.125, 0, 0.75],
      [0.5, 0, 0.25, 0],
    ]);
  });

  test('has values and gradients of the oracle', () => {
    const numbers = [3, 1, 3, 0, 3, 1, /**/ 2, 2, 0, 1, 3, 0];
    const sample = eachSample(batch, (rowNumbers, weights) => {
      const dense = new Array<number>(rows).fill(0);
      for (const [row, weight] of entriesOf(rowNumbers!, weights!)) dense[row]! += weight;
      return dense;
    });
    expectGradients({
      op: (rowNumbers: tf.Tensor, weights: tf.Tensor) =>
        denseWeighting({rowNumbers: rowNumbers as tf.Tensor2D, weights: weights as tf.Tensor2D}, rows),
      oracle: (rowNumbers, weights) => sample(rowNumbers!.map(Math.round), weights!),
      inputs: [
        {shape: [batch, entries], values: numbers},
        {shape: [batch, entries], values: distributions(3, batch, entries)},
      ],
    });
  });

  test('the largest weights of all rows are the weights of all rows', () => {
    fc.assert(
      fc.property(anyRows, anyWeights, (numbers, weights) => {
        tf.tidy(() => {
          const weighting = sparse(numbers, weights);
          const whole = denseWeighting(weighting, rows);
          expect(denseWeighting(largestWeights(weighting, rows), rows).arraySync()).toEqual(
            whole.arraySync(),
          );
          const first = rowsOf(largestWeights(weighting, 1).weights.dataSync(), 1);
          expect(first).toEqual(rowsOf(tf.max(whole, 1).dataSync(), 1));
        });
      }),
    );
  });

  test('of rows and their values, it finds the same largest rows as topRows', () => {
    const values = tf.tensor2d(uniformNumbers(4, batch * 9, 0, 1), [batch, 9]);
    const rowNumbers = tf.tile(tf.reshape(tf.range(0, 9), [1, 9]), [batch, 1]) as tf.Tensor2D;
    const found = largestWeights({rowNumbers, weights: values}, 5);
    expect(found.rowNumbers.arraySync()).toEqual(topRows(values, 5).arraySync());
  });

  test('leaves no tensor behind', () => {
    const weighting = sparse([[3, 1, 3]], [[0.5, 0.25, 0.125]]);
    expectNoLeak(() => denseWeighting(weighting, 4));
    const {rowNumbers, weights} = weighting;
    expectNoLeak(() => tf.grad((w) => denseWeighting({rowNumbers, weights: w as tf.Tensor2D}, 4))(weights));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const weighting = (numbers: number[], weights = numbers) =>
    ({rowNumbers: tf.zeros(numbers), weights: tf.zeros(weights)}) as never;

  test.each([
    [
      () => largestWeights(undefined as never, 1),
      'weighting must be an object {rowNumbers, weights}, got undefined',
    ],
    [
      () => largestWeights(weighting([2, 4, 1]), 1),
      'weighting.rowNumbers must be a tensor of shape [batch, entries] = [?, ?], got a tensor of shape [2, 4, 1]',
    ],
    [
      () => largestWeights(weighting([2, 4], [2, 3]), 1),
      'weighting.weights must be a tensor of shape [batch, entries] = [2, 4], got a tensor of shape [2, 3]',
    ],
    [() => largestWeights(weighting([2, 4]), 0), 'count must be a positive integer, got 0'],
    [() => largestWeights(weighting([2, 4]), 5), 'count must be an integer at most 4, got 5'],
    [() => denseWeighting([] as never, 1), 'weighting must be an object {rowNumbers, weights}, got []'],
    [
      () => denseWeighting(weighting([2, 4], [1, 4]), 3),
      'weighting.weights must be a tensor of shape [batch, entries] = [2, 4], got a tensor of shape [1, 4]',
    ],
    [() => denseWeighting(weighting([2, 4]), 1.5), 'rows must be a positive integer, got 1.5'],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
