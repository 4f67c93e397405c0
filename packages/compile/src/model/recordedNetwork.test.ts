import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNN, sequential} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {layerOf, type Step} from '../fixtures/cells.js';
import {isCompiled} from './compile.js';
import {recordNetwork} from './recordedNetwork.js';

useBackend('cpu');

const [INPUTS, UNITS] = [3, 4];

/** A built layer whose step is a function of its input, `[batch, 3]`, a state, `[batch, 4]`, and a weight, `[3, 4]`. */
function layerWith(step: Step): RNN {
  const layer = layerOf([UNITS], [[INPUTS, UNITS]], step, 'mine');
  layer.build([null, null, INPUTS]);
  return layer;
}

test('a step is calls of kernels for a batch of any size, and the layer stays as it is', () => {
  const layer = layerWith((x, [h], [w]) => {
    const next = tf.add(tf.tanh(tf.mul(h!, tf.ones([x.shape[0], 1]))), tf.matMul(x, w!, false, false));
    return [next, tf.reshape(next, [-1, UNITS])];
  });
  const before = tf.memory().numTensors;
  const {step, initialStates, layers: recurrent} = recordNetwork(layer);
  expect(tf.memory().numTensors).toBe(before);
  expect(isCompiled(layer)).toBe(false);
  expect(recurrent).toEqual([layer]);
  expect(initialStates).toEqual([new Float32Array(UNITS)]);

  const {calls, constants, input, states, weights, output, nextStates} = step;
  expect(calls.slice(0, 4).map(({kernel}) => kernel)).toEqual(['Multiply', 'Tanh', 'BatchMatMul', 'Add']);
  expect(input).toMatchObject({shape: ['batch', INPUTS], dtype: 'float32'});
  expect(states.map(({shape}) => shape)).toEqual([['batch', UNITS]]);
  expect(weights.map(({variable, tensor}) => [variable, tensor.shape])).toEqual([
    [layer.weights[0], [INPUTS, UNITS]],
  ]);
  const [product, , matMul, add] = calls;
  expect(product!.inputs.a!.data).toBe(states[0]!.data);
  expect(product!.inputs.b!.shape).toEqual(['batch', 1]);
  expect(constants.get(product!.inputs.b!.data)).toEqual(Float32Array.of(1));
  expect(matMul!.inputs.a).toEqual(input);
  expect(add!.outputs[0]!.data).toBe(output.data);
  expect(output.shape).toEqual(['batch', UNITS]);
  expect(nextStates[0]!.data).toBe(output.data);
});

test('dropout is left out, and weights that are not trained are weights', () => {
  const recurrentInitializer = 'glorotUniform';
  const lstm = layers.lstm({units: UNITS, recurrentInitializer, dropout: 0.5, recurrentDropout: 0.5});
  const dense = layers.dense({units: 2});
  const model = sequential({layers: [layers.inputLayer({inputShape: [null, INPUTS]}), lstm, dense]});
  model.layers.at(-2)!.trainable = false;
  const before = tf.memory().numTensors;
  const {step, initialStates} = recordNetwork(model);
  expect(tf.memory().numTensors).toBe(before);
  expect(step.weights.map(({variable}) => variable)).toEqual([...lstm.weights, ...dense.weights]);
  const read = new Set(step.calls.flatMap(({inputs}) => Object.values(inputs).map(({data}) => data)));
  expect(step.weights.every(({tensor}) => read.has(tensor.data))).toBe(true);
  expect(initialStates).toEqual([new Float32Array(UNITS), new Float32Array(UNITS)]);
  model.dispose();
});

test.each<[string, Step, string]>([
  ['mixes samples', (x, [h]) => [h!, tf.add(h!, tf.mean(x))], 'does not call the same kernels for a batch'],
  ['is random', (_, [h]) => [h!, tf.add(h!, tf.randomUniform([1, UNITS]))], 'its step is random'],
  ['calls an unsupported kernel', (_, [h]) => [h!, tf.cumsum(h!, 1)], 'the kernel Cumsum is unsupported'],
])('a step that %s is refused', (_, step, message) => {
  expect(() => recordNetwork(layerWith(step))).toThrow(message);
  expect(() => recordNetwork(layerWith(step))).toThrow(/^mine: /);
});

test('a layer must be built', () => {
  expect(() => recordNetwork(layers.lstm({units: 2}) as RNN)).toThrow('layer must be built');
});
