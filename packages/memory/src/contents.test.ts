import {ArgumentError} from '@ntmjs/arguments';
import {
  describeOnBackends,
  expectClose,
  expectGradients,
  expectNoLeak,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {constantMemory, learnedMemory, randomMemory} from './contents.js';

describeOnBackends('contents to start from', () => {
  test('constant: the same value everywhere', () => {
    const memory = constantMemory(2, 3, 4, 0.5);
    expect(memory.shape).toEqual([2, 3, 4]);
    expect([...memory.dataSync()]).toEqual(Array.from({length: 24}, () => 0.5));
    expectClose(constantMemory(1, 1, 2), [1e-6, 1e-6], {absolute: 1e-12});
    expect([...constantMemory(1, 1, 1, 0).dataSync()]).toEqual([0]);
  });

  test('learned: the matrix, for every sample', () => {
    const contents = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    const memory = learnedMemory(3, contents);
    expect(memory.shape).toEqual([3, 2, 2]);
    expect([...memory.dataSync()]).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
  });

  test.each([1, 3])('learned, for %i samples: values and gradients are those of the oracle', (batch) => {
    expectGradients({
      op: (contents: tf.Tensor2D) => learnedMemory(batch, contents),
      oracle: (contents: number[]) => Array.from({length: batch}, () => contents).flat(),
      inputs: [{shape: [3, 2], values: uniformNumbers(1, 6)}],
    });
  });

  const sizes = fc.record({
    seed: fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1)),
    batch: fc.integer({min: 1, max: 3}),
    rows: fc.integer({min: 1, max: 8}),
    width: fc.integer({min: 1, max: 5}),
  });

  test('random: equal seeds give equal contents, the same for every sample', () => {
    fc.assert(
      fc.property(sizes, ({seed, batch, rows, width}) => {
        const [one, several, again] = [1, batch, batch].map((samples) => {
          const memory = randomMemory(samples, rows, width, 0.3, seed);
          expect(memory.shape).toEqual([samples, rows, width]);
          return [...memory.dataSync()];
        }) as [number[], number[], number[]];
        expect(again).toEqual(several);
        expect(several).toEqual(Array.from({length: batch}, () => one).flat());
      }),
    );
  });

  test('random: other seeds give other contents', () => {
    const seeds = [-2, -1, 0, 1, 2, 1000];
    const memories = seeds.map((seed) => randomMemory(1, 2, 3, 1, seed).dataSync().join());
    expect(new Set(memories).size).toBe(seeds.length);
  });

  test('random: a memory of more rows begins with the rows of a smaller one', () => {
    fc.assert(
      fc.property(sizes, fc.integer({min: 1, max: 20}), ({seed, rows, width}, more) => {
        const small = randomMemory(1, rows, width, 1, seed).dataSync();
        const large = randomMemory(1, rows + more, width, 1, seed).dataSync();
        expect([...large.slice(0, small.length)]).toEqual([...small]);
      }),
    );
  });

  test('random: mean 0, and the given deviation', () => {
    for (const deviation of [0.3, 2]) {
      const values = [...randomMemory(1, 200, 50, deviation, 7).dataSync()];
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
      // The standard deviations are 1 % of the deviation for the mean, 1.4 % of the variance for the variance.
      expect(Math.abs(mean)).toBeLessThan(0.04 * deviation);
      expect(Math.abs(variance / deviation ** 2 - 1)).toBeLessThan(0.06);
    }
  });

  test('leave no tensor behind', () => {
    const contents = tf.ones([3, 2]) as tf.Tensor2D;
    expectNoLeak(() => constantMemory(2, 3, 2));
    expectNoLeak(() => randomMemory(2, 3, 2, 1, 5));
    expectNoLeak(() => learnedMemory(2, contents));
    const gradient = tf.grad((x: tf.Tensor) => learnedMemory(2, x as tf.Tensor2D));
    expectNoLeak(() => gradient(contents));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');

  test.each([
    [() => constantMemory(0, 3, 4), 'batch must be a positive integer, got 0'],
    [() => constantMemory(1, 1.5, 4), 'rows must be a positive integer, got 1.5'],
    [() => constantMemory(1, 3, -4), 'width must be a positive integer, got -4'],
    [() => constantMemory(1, 3, 4, Number.NaN), 'value must be a finite number, got NaN'],
    [() => constantMemory(1, 3, 1e15), 'width must be smaller: the memory would take about 12 PB'],
    [() => randomMemory(0, 3, 4, 1, 1), 'batch must be a positive integer, got 0'],
    [() => randomMemory(1, 0, 4, 1, 1), 'rows must be a positive integer, got 0'],
    [() => randomMemory(1, 3, 0, 1, 1), 'width must be a positive integer, got 0'],
    [() => randomMemory(1, 3, 4, 0, 1), 'deviation must be a finite number above 0, got 0'],
    [() => randomMemory(1, 3, 4, -0.1, 1), 'deviation must be a finite number above 0, got -0.1'],
    [() => randomMemory(1, 3, 4, 1, 0.5), 'seed must be an integer, got 0.5'],
    [() => randomMemory(1, 3, 4, 1, undefined as never), 'seed must be an integer, got undefined'],
    [() => learnedMemory(0, tf.zeros([3, 4])), 'batch must be a positive integer, got 0'],
    [
      () => learnedMemory(1, tf.zeros([1, 3, 4]) as tf.Tensor as tf.Tensor2D),
      'contents must be a tensor of shape [rows, width] = [?, ?], got a tensor of shape [1, 3, 4]',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
