import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import type {layers} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {layerOf, type Step} from '../fixtures/cells.js';
import {TraceError} from './compilationError.js';
import {traceStep} from './traceStep.js';

/** A step of an input and a state of that size. */
type Op = (x: tf.Tensor2D, h: tf.Tensor2D) => tf.Tensor;

function trace(op: Op, size = 3) {
  const step: Step = (x, [h]) => {
    const next = tf.reshape(op(x, h!), [x.shape[0], size]);
    return [next, next];
  };
  return traceStep(layerOf([size], [], step).cell as layers.RNNCell, size, 'my_layer');
}

const batchOf = (x: tf.Tensor2D) => x.shape[0];
const column = (x: tf.Tensor2D) => tf.reshape(x, [batchOf(x)]);

describe('the samples of a batch', () => {
  useBackend('cpu');

  const mixing: Record<string, [Op, size?: number]> = {
    'a mean over the batch': [(x, h) => tf.add(tf.sub(x, tf.mean(x, 0, true)), h)],
    'a sum over the batch, broadcast': [(x, h) => tf.add(tf.mul(x, tf.sum(h, 0)), h)],
    'a softmax over the batch': [(x, h) => tf.softmax(tf.add(column(x), column(h))), 1],
    'a softmax over the batch, as the last of two axes': [
      (x, h) => tf.softmax(tf.reshape(tf.add(x, h), [1, batchOf(x)])),
      1,
    ],
    'the batch in reverse': [(x, h) => tf.add(tf.reverse(x, 0), h)],
    'the batch in reverse, by the last axis': [
      (x, h) => tf.add(tf.reverse(tf.reshape(x, [1, batchOf(x)]), -1), tf.reshape(h, [1, batchOf(x)])),
      1,
    ],
    'products of all samples': [(x, h) => tf.add(tf.matMul(tf.matMul(x, h, false, true), x), h)],
    'the first sample for all': [(x, h) => tf.add(tf.slice(x, [0, 0], [1, 3]), h)],
    'the next sample': [
      (x, h) => tf.add(tf.concat([tf.slice(x, [1, 0]), tf.slice(x, [0, 0], [1, 3])], 0), h),
    ],
    'a transposed batch': [
      (x, h) => tf.add(tf.transpose(tf.reshape(tf.transpose(x), [batchOf(x), 3])), tf.transpose(h)),
    ],
    'the size of the batch': [(x, h) => tf.add(tf.div(x, batchOf(x)), h)],
    'the size of the batch, in an attribute': [(x, h) => tf.add(tf.clipByValue(x, 0, 0.2 * batchOf(x)), h)],
    'the number of a sample': [(x, h) => tf.add(tf.mul(x, tf.reshape(tf.range(0, batchOf(x)), [-1, 1])), h)],
    'copies for each sample': [(x, h) => tf.add(tf.sum(tf.tile(x, [1, batchOf(x)]), 1, true), h)],
    'another kernel for batches': [(x, h) => (batchOf(x) > 1 ? tf.add(x, h) : tf.mul(x, h))],
    'another operand for batches': [(x, h) => (batchOf(x) > 1 ? tf.sub(x, h) : tf.sub(h, x))],
    'another result for batches': [(x, h) => [tf.neg(x), tf.neg(h)][Math.min(1, batchOf(x) - 1)]!],
  };
  test.each(Object.entries(mixing))('mixed by %s are an error that names the layer', (_, [op, size]) => {
    const before = tf.memory().numTensors;
    expect(() => trace(op, size)).toThrow(TraceError);
    expect(() => trace(op, size)).toThrow('my_layer: ');
    expect(tf.memory().numTensors).toBe(before);
  });

  const separate: Record<string, Op> = {
    'a softmax of each': (x, h) => tf.add(tf.softmax(x), h),
    'each in reverse': (x, h) => tf.add(tf.reverse(x, 1), h),
    'a constant for each': (x, h) => tf.add(tf.mul(x, tf.tile(tf.tensor2d([[1, 2, 3]]), [batchOf(x), 1])), h),
    'zeros for each': (x, h) =>
      tf.add(tf.slice(tf.concat([x, tf.zeros([batchOf(x), 2])], 1), [0, 1], [-1, 3]), h),
    'a product for each': (x, h) => {
      const [row, col] = [tf.reshape(x, [-1, 1, 3]), tf.reshape(h, [-1, 3, 1])];
      return tf.reshape(tf.matMul(tf.matMul(row, col), row), [-1, 3]);
    },
    'an axis before the batch': (x, h) => {
      const [one, other] = [x, h].map((tensor) => tf.reshape(tensor, [1, -1, 3])) as [tf.Tensor, tf.Tensor];
      return tf.sum(tf.mul(tf.concat([one, other], 0), tf.concat([other, one], 0)), 0);
    },
    'the batch as the last axis': (x, h) => tf.transpose(tf.add(tf.transpose(x), tf.transpose(h))),
    'the batch within another axis': (x, h) => tf.reshape(tf.tanh(tf.reshape(tf.add(x, h), [-1])), [-1, 3]),
  };
  test.each(Object.entries(separate))('separate in %s are no error', (_, op) => {
    expect(() => trace(op)).not.toThrow();
  });

  test('are compared by their traces, without numbers, in what layers usually do', () => {
    // There is no memory for numbers of this size.
    const size = 2 ** 34;
    const ops: Op[] = [
      (x, h) => tf.softmax(tf.add(x, h)),
      (x, h) => tf.concat([tf.slice(x, [0, 2]), tf.slice(h, [0, 0], [-1, 2])], 1),
      (x, h) =>
        tf.matMul(
          tf.reshape(x, [-1, size, 1]),
          tf.matMul(tf.reshape(h, [-1, 1, size]), tf.reshape(x, [-1, size, 1])),
        ),
      (x, h) => tf.reshape(tf.transpose(tf.reshape(tf.add(x, h), [-1, size / 8, 8]), [0, 2, 1]), [-1, size]),
      (x, h) => tf.reverse(tf.maximum(x, h), -1),
    ];
    for (const op of ops) expect(() => trace(op, size)).not.toThrow();
    expect(() => trace((x, h) => tf.add(tf.reverse(x, 0), h), size)).toThrow(TraceError);
  });
});
