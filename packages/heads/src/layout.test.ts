import {ArgumentError} from '@ntmjs/arguments';
import {
  describeOnBackends,
  expectGradients,
  expectNoLeak,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {layoutSize, splitInterface} from './layout.js';

test('the size of a layout is that of its parts together', () => {
  expect(layoutSize({})).toBe(0);
  expect(layoutSize({key: 4, gate: 1, shift: 3})).toBe(8);
});

describeOnBackends('splitInterface', () => {
  test('cuts the interfaces of the heads in their order, and their parts in theirs', () => {
    const interfaceVector = tf.tensor2d([
      [1, 2, 3, 4, 5, 6],
      [11, 12, 13, 14, 15, 16],
    ]);
    const heads = splitInterface(interfaceVector, [
      {key: 2, gate: 1},
      {gate: 1, key: 2},
    ]);
    const values = heads.map((parts) =>
      Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.arraySync()])),
    );
    expect(values).toEqual([
      {
        key: [
          [1, 2],
          [11, 12],
        ],
        gate: [[3], [13]],
      },
      {
        gate: [[4], [14]],
        key: [
          [5, 6],
          [15, 16],
        ],
      },
    ]);
    expect(heads.map((parts) => Object.keys(parts))).toEqual([
      ['key', 'gate'],
      ['gate', 'key'],
    ]);
  });

  test('the gradient of a part flows only to its offset', () => {
    const op = (interfaceVector: tf.Tensor2D) => {
      const [first, second] = splitInterface(interfaceVector, [
        {key: 2, gate: 1},
        {key: 2, gate: 1},
      ]);
      return tf.concat([tf.mul(first.key, second.gate), second.key], 1);
    };
    const oracle = (interfaceVector: number[]) =>
      [0, 6].flatMap((start) => {
        const [a, b, , c, d, gate] = interfaceVector.slice(start, start + 6) as [
          number,
          number,
          ...number[],
        ] & {
          length: 6;
        };
        return [a * gate!, b * gate!, c!, d!];
      });
    expectGradients({op, oracle, inputs: [{shape: [2, 6], values: uniformNumbers(1, 12)}]});
  });

  test('leaves no tensor behind', () => {
    const interfaceVector = tf.ones([2, 6]) as tf.Tensor2D;
    expectNoLeak(() => splitInterface(interfaceVector, [{key: 2, gate: 4}]));
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');

  test.each([[[2, 5]], [[2, 7]], [[6]]])('an interface vector of shape %j', (shape) => {
    const call = () =>
      splitInterface(tf.zeros(shape as [number, number]), [
        {key: 2, gate: 1},
        {key: 2, gate: 1},
      ]);
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(
      `interfaceVector must be a tensor of shape [batch, interface size] = [?, 6], got a tensor of shape [${shape.join(', ')}]`,
    );
  });
});
