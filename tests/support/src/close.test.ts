import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {useBackend} from './backends.js';
import {expectClose} from './close.js';

useBackend('cpu');

test('what is near enough passes', () => {
  expectClose(tf.tensor([1, 2]), [1, 2]);
  expectClose([1, 2.00001], [1, 2]);
  expectClose(new Float32Array([0.5]), [0.6], {absolute: 0.11});
  expectClose([100, 0.9], [100, 0], {absolute: 0, relative: 0.01});
});

test.each([
  [
    'an element is off',
    () => expectClose([1, 2.1, 3, 4.2], [1, 2, 3, 4], {relative: 0.01}),
    /element 3 is 4.2/,
  ],
  ['all that are off are counted', () => expectClose([0, 0, 3], [1, 2, 3]), /\(2 of 3 elements/],
  ['a tensor is off', () => expectClose(tf.tensor([[1, 2]]), [1, 3]), /element 1 is 2, expected 3/],
  ['it is off by more than absolute', () => expectClose([0.5], [0.6], {absolute: 0.09}), /is allowed/],
  ['one is NaN', () => expectClose([1, Number.NaN], [1, 2], {absolute: 100}), /element 1 is NaN/],
  ['one is infinite', () => expectClose([Infinity], [1], {absolute: 100}), /element 0 is Infinity/],
  ['NaN is expected', () => expectClose([Number.NaN], [Number.NaN]), /not finite/],
  ['infinity is expected, which would allow all', () => expectClose([1, 5], [Infinity, 2]), /not finite/],
  ['one is missing', () => expectClose([1], [1, 2]), /number of elements/],
  ['one is too many', () => expectClose([1, 2], [1]), /number of elements/],
  ['there is nothing to compare', () => expectClose([], []), /number of elements/],
])('fails where %s', (_, call, message) => {
  expect(call).toThrow(message);
});
