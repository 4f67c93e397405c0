import {ArgumentError} from '@ntmjs/arguments';
import {describeOnBackends, expectNoLeak, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {contents} from './fixtures/contents.js';
import {type End, push} from './index.js';

describeOnBackends('push', () => {
  const value = () => tf.tensor2d([[7, 8]]);
  const strength = () => tf.tensor2d([[0.75]]);

  test.each<[End, number[], number[]]>([
    ['first', [7, 8, 1, 2, 3, 4], [0.75, 0.5, 0.25]],
    ['last', [3, 4, 5, 6, 7, 8], [0.25, 0.125, 0.75]],
  ])('at the %s row moves the others on, and drops the one at the other end', (end, memory, strengths) => {
    const before = {
      memory: tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 3, 2]),
      strengths: tf.tensor2d([[0.5, 0.25, 0.125]]),
    };
    const after = push(before, value(), strength(), end);
    expect([after.memory.shape, after.strengths.shape]).toEqual([
      [1, 3, 2],
      [1, 3],
    ]);
    expect([...after.memory.dataSync()]).toEqual(memory);
    expect([...after.strengths.dataSync()]).toEqual(strengths);
  });

  test.each(['first', 'last'] as const)('of one row leaves the new one, at the %s', (end) => {
    const after = push(contents(1, 1, 2), value(), strength(), end);
    expect([...after.memory.dataSync()]).toEqual([7, 8]);
    expect([...after.strengths.dataSync()]).toEqual([0.75]);
  });

  test('gradients flow to the previous strengths and to the push', () => {
    const gradients = tf.grads((memory, strengths, value, strength) => {
      const before = {memory, strengths} as {memory: tf.Tensor3D; strengths: tf.Tensor2D};
      const after = push(before, value as tf.Tensor2D, strength as tf.Tensor2D, 'first');
      const weights = tf.tensor3d([1, 2, 3], [1, 3, 1]);
      return tf.add(tf.sum(tf.mul(after.memory, weights)), tf.sum(tf.mul(after.strengths, [[4, 5, 6]])));
    });
    const inputs = [tf.zeros([1, 3, 1]), tf.zeros([1, 3]), tf.zeros([1, 1]), tf.zeros([1, 1])];
    expect(gradients(inputs).map((gradient) => [...gradient.dataSync()])).toEqual([
      [2, 3, 0],
      [5, 6, 0],
      [1],
      [4],
    ]);
  });

  test('leaves no tensor behind', () => {
    const [before, row, one] = [contents(1, 3, 2), value(), strength()];
    expectNoLeak(() => ({...push(before, row, one, 'first')}));
    expectNoLeak(() => ({...push(before, row, one, 'last')}));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape) as never;
  const [value, one] = [() => tf.zeros<tf.Rank.R2>([2, 3]), () => tf.zeros<tf.Rank.R2>([2, 1])];

  test.each([
    [
      () => push({...contents(2, 5, 3), memory: zeros(2, 5)}, value(), one(), 'first'),
      'memory must be a tensor of shape [batch, rows, width] = [?, ?, ?], got a tensor of shape [2, 5]',
    ],
    [
      () => push({...contents(2, 5, 3), strengths: zeros(2, 4)}, value(), one(), 'first'),
      'strengths must be a tensor of shape [batch, rows] = [2, 5], got a tensor of shape [2, 4]',
    ],
    [
      () => push(contents(2, 5, 3), zeros(2, 4), one(), 'first'),
      'value must be a tensor of shape [batch, width] = [2, 3], got a tensor of shape [2, 4]',
    ],
    [
      () => push(contents(2, 5, 3), value(), zeros(2), 'first'),
      'strength must be a tensor of shape [batch, 1] = [2, 1], got a tensor of shape [2]',
    ],
    [
      () => push(contents(2, 5, 3), value(), one(), 'middle' as never),
      'end must be one of "first", "last", got "middle"',
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
