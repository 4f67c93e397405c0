import {MemoryAccess, memoryLayer, type TensorRecord} from '@ntmjs/layers';
import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {compile, detach, isCompiled} from '../index.js';
import {withGradientsOfComparisons} from './comparisons.js';

useBackend('cpu');

const [rows, width] = [4, 3];

/** Writes each vector to the next row, which a counter in the state says, and reads all of them from the third step on. */
class CountingAccess extends MemoryAccess {
  static readonly className = 'CountingAccess';
  readonly interfaceSize = width;
  readonly readSize = width;
  readonly stateShapes = {memory: [rows, width], count: [1]};
  readonly weightSpecs = {};

  initialState(batch: number) {
    return {memory: tf.zeros([batch, rows, width]), count: tf.zeros([batch, 1])};
  }

  step(interfaceVector: tf.Tensor2D, state: TensorRecord) {
    const isNext = tf.cast(tf.equal(tf.range(0, rows, 1, 'float32'), state.count!), 'float32');
    const row = tf.mul(tf.reshape(isNext, [-1, rows, 1]), tf.reshape(interfaceVector, [-1, 1, width]));
    const memory = tf.add(state.memory!, row);
    const isLate = tf.cast(tf.logicalNot(tf.less(state.count!, 2)), 'float32');
    const reads = tf.mul(tf.sum(memory, 1), isLate) as tf.Tensor2D;
    return {reads, state: {memory, count: tf.add(state.count!, 1)}};
  }

  getConfig() {
    return {};
  }
}

test('a step that compares states compiles, with the outputs and gradients of eager execution', () => {
  const layer = memoryLayer({
    ...{access: new CountingAccess(), controller: {type: 'lstm', units: 5}, units: 2, seed: 1},
    inputShape: [null, 2],
  });
  const input = tf.randomNormal<tf.Rank.R3>([2, 6, 2], 0, 1, 'float32', 1);
  const everything = () => {
    const {value, grads} = tf.variableGrads(() => tf.sum(tf.square(layer.apply(input) as tf.Tensor)));
    return [value, ...layer.weights.map(({name}) => grads[name]!)].map((tensor) => tensor.dataSync());
  };
  layer.apply(input);
  const eager = everything();
  compile(layer);
  expect(isCompiled(layer)).toBe(true);
  for (const [index, values] of everything().entries()) expectClose(tf.tensor1d(values), eager[index]!);
  detach(layer);
  layer.dispose();
  input.dispose();
});

test('gradients of comparisons are those of tfjs again afterwards', () => {
  expect(() =>
    withGradientsOfComparisons(() => {
      throw new Error('stop');
    }),
  ).toThrow('stop');
  for (const kernel of ['Equal', 'LogicalNot']) expect(tf.getGradient(kernel)).toBeUndefined();
});
