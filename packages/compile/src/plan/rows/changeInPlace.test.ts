import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {layerOf, type Step} from '../../fixtures/cells.js';
import {expectAgreement} from '../../fixtures/everything.js';
import {planTrace, stepOf} from '../../runtime/pipeline.js';
import {traceStep} from '../../trace/traceStep.js';

useBackend('cpu');

const [INPUTS, WIDTH] = [4, 3];

/** Numbers of rows, without a gradient, as one-hot vectors `[batch, count, rows]`. */
function oneHots(numbers: tf.Tensor2D, rows: number): tf.Tensor3D {
  return tf.customGrad((numbers) => ({
    value: tf.oneHot(tf.cast(numbers as tf.Tensor, 'int32'), rows, 1, 0, 'float32'),
    gradFunc: () => tf.zerosLike(numbers as tf.Tensor),
  }))(numbers) as tf.Tensor3D;
}

/** The largest values' row numbers, `[batch, count]`, without a gradient. */
function largest(values: tf.Tensor2D, count: number): tf.Tensor2D {
  return tf.customGrad((values) => ({
    value: tf.cast(tf.topk(values as tf.Tensor, count).indices, 'float32'),
    gradFunc: () => tf.zerosLike(values as tf.Tensor),
  }))(values) as tf.Tensor2D;
}

/** What is done with a memory `[batch, rows, width]`, given the key `[batch, width]` and the memory before the step. */
type Use = (memory: tf.Tensor3D, key: tf.Tensor2D, before: tf.Tensor3D) => tf.Tensor2D;

const read: Use = (memory, key) => {
  const rows = memory.shape[1];
  const similarity = tf.reshape(tf.matMul(memory, tf.reshape(key, [-1, WIDTH, 1])), [
    -1,
    rows,
  ]) as tf.Tensor2D;
  const found = tf.matMul(oneHots(largest(similarity, 2), rows), memory);
  return tf.sum(tf.mul(found, tf.reshape(key, [-1, 1, WIDTH])), 1);
};

/** A memory that a step writes to in the rows that a number of the state says, and in the one most like a key. */
function memoryLayer(
  rows: number,
  {use = read, change}: {use?: Use; change?: (memory: tf.Tensor3D) => tf.Tensor3D} = {},
): RNN {
  const step: Step = (input, [, memory, place], [weight]) => {
    const before = tf.reshape(memory!, [-1, rows, WIDTH]) as tf.Tensor3D;
    const key = tf.tanh(tf.matMul(input, weight as tf.Tensor2D)) as tf.Tensor2D;
    const next = tf.floor(tf.mul(tf.abs(tf.slice(input, [0, 0], [-1, 1])), 0.9 * rows)) as tf.Tensor2D;
    const hit = oneHots(tf.minimum(tf.concat([place!, next], 1), rows - 1) as tf.Tensor2D, rows);
    const weighting = tf.sum(hit, 1, true);
    const erased = tf.mul(before, tf.sub(1, tf.mul(0.5, tf.transpose(weighting, [0, 2, 1]))));
    const written = tf.add<tf.Tensor3D>(
      erased,
      tf.matMul(weighting, tf.reshape(key, [-1, 1, WIDTH]) as tf.Tensor3D, true),
    );
    const changed = change?.(written) ?? written;
    return [
      use(changed, key, before),
      use(changed, key, before),
      tf.reshape(changed, [-1, rows * WIDTH]),
      tf.minimum(next, rows - 1),
    ] as tf.Tensor2D[];
  };
  return layerOf([WIDTH, rows * WIDTH, 1], [[INPUTS, WIDTH]], step);
}

function planOf(layer: RNN) {
  tf.tidy(() => void layer.apply(tf.zeros([1, 2, INPUTS])));
  const {cell, inputSize, name} = stepOf(layer, false);
  return planTrace(traceStep(cell, inputSize, name), name);
}

/** Calls of the layer from rows that are alike and from others, with a mask, and of several sequences. */
function expectSame(layer: RNN, rows: number): void {
  const input = (batch: number, steps: number) =>
    tf.randomUniform<tf.Rank.R3>([batch, steps, INPUTS], -1, 1, 'float32', 3);
  const initialState = [
    tf.zeros<tf.Rank.R2>([2, WIDTH]),
    tf.randomNormal<tf.Rank.R2>([2, rows * WIDTH], 0, 1, 'float32', 4),
    tf.tensor2d([[1], [rows - 1]]),
  ];
  const mask = tf.tensor2d([1, 1, 0, 1, 0, 1, 1, 1], [2, 4], 'bool');
  expectAgreement(layer, [
    {input: input(1, 2)},
    {input: input(3, 9)},
    {input: input(2, 4), initialState},
    {input: input(2, 4), mask},
  ]);
}

describe('rows that only indices change', () => {
  test.each([2, 5, 16, 300])('are changed in place: %i', (rows) => {
    const layer = memoryLayer(rows);
    expect(planOf(layer).settled.inPlace?.stored).toMatchObject([{state: 1, rows, width: WIDTH}]);
    expectSame(layer, rows);
  });

  test('take memory once, however many steps there are', () => {
    const [few, many] = [planOf(memoryLayer(16)), planOf(memoryLayer(4096))];
    expect(many.plan.frame.bytes).toBe(few.plan.frame.bytes);
    expect(many.sizes.states[1]).toBe(4096 * WIDTH);
  });
});

describe('rows that a step uses otherwise are not changed in place, and it computes the same', () => {
  const others: Record<string, Parameters<typeof memoryLayer>[1]> = {
    'all are read': {use: (memory) => tf.mean(memory, 1)},
    'the largest is read': {use: (memory) => tf.max(memory, 1)},
    'a neighbor is read': {
      use: (memory) => tf.reshape(tf.slice(memory, [0, 1, 0], [-1, 1, -1]), [-1, WIDTH]),
    },
    'those before the step are read later': {
      use: (memory, key, before) => tf.add(read(memory, key, memory), read(before, key, before)),
    },
    'one is read that is always the same': {
      use: (memory, key) =>
        tf.add(tf.reshape(tf.matMul(oneHots(tf.ones([key.shape[0], 1]), 6), memory), [-1, WIDTH]), key),
    },
    'all fade': {change: (memory) => tf.mul(memory, 0.9)},
    'all grow': {change: (memory) => tf.add(memory, 0.01)},
    'they move': {change: (memory) => tf.reverse(memory, 1)},
  };
  test.each(Object.entries(others))('%s', (_, args) => {
    const layer = memoryLayer(6, args);
    expect(planOf(layer).settled.inPlace).toBeUndefined();
    expectSame(layer, 6);
  });
});
