import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {expect, test} from 'vitest';
import {layerOf, type Step} from '../fixtures/cells.js';
import {TraceError} from '../trace/compilationError.js';
import {compileStep} from './pipeline.js';

useBackend('cpu');

function compiled(step: Step) {
  const layer = layerOf([3], [[3]], step, 'my_layer');
  layer.apply(tf.zeros([1, 1, 3]));
  const before = tf.memory().numTensors;
  try {
    return compileStep({cell: layer.cell as never, inputSize: 3, name: layer.name, relaxedSimd: false});
  } finally {
    expect(tf.memory().numTensors).toBe(before);
    layer.dispose();
  }
}

test.each<[string, Step]>([
  ['the output', (x, [h], [w]) => [tf.sqrt(tf.neg(x)), tf.mul(h!, w!)]],
  ['the next state 0', (x, [h], [w]) => [tf.mul(x, w!), tf.log(tf.neg(h!))]],
  ['the gradient of the input', (x, [h], [w]) => [tf.add(tf.sqrt(tf.sub(x, x)), w!), h!]],
  ['the gradient of state 0', (x, [h], [w]) => [tf.mul(x, w!), tf.sqrt(tf.sub(h!, h!))]],
  ['the gradient of weight 0', (x, [h], [w]) => [tf.add(tf.sqrt(tf.sub(w!, w!)), x), h!]],
])('%s that is NaN is an error that names the layer and the result, each time', (result, step) => {
  for (let time = 0; time < 2; time++) {
    expect(() => compiled(step)).toThrow(TraceError);
    expect(() => compiled(step)).toThrow(`my_layer: ${result} is NaN for ordinary inputs`);
  }
});

test('leaves the memory of a program as it was', () => {
  const program = compiled((x, [h], [w]) => [
    tf.mul(x, w!),
    tf.tanh(tf.add(tf.mul(h!, [1, 2, 3]), tf.mul(x, w!))),
  ]);
  const {layout, code, end, lastBatch} = program;
  expect(code.constants).toContain(3);
  expect(program.numbers().slice(0, code.constants.length)).toEqual(code.constants);
  expect(
    program
      .numbers()
      .slice(code.constants.length)
      .every((value) => value === 0),
  ).toBe(true);
  expect({end, lastBatch}).toEqual({end: layout.end, lastBatch: undefined});
});
