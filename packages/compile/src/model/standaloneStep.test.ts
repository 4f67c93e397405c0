import {uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNN, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import type {StandaloneExports} from '../code/standalone.js';
import {LayerPredictor} from '../runtime/layerPredictor.js';
import {isCompiled} from './compile.js';
import {type StandaloneStep, standaloneStep} from './standaloneStep.js';

useBackend('cpu');

const STEPS = 9;
const INPUTS = 5;
const units = 7;

/** What a program without this package computes with the module: the outputs of all steps. */
function outputsOf({bytes, sizes, layout}: StandaloneStep): number[] {
  const module = new WebAssembly.Module(bytes as BufferSource);
  expect(WebAssembly.Module.imports(module)).toEqual([]);
  const {memory, first, forward} = new WebAssembly.Instance(module).exports as unknown as StandaloneExports;
  expect(memory.buffer.byteLength).toBe(65_536 * layout.pages);
  const numbers = new Float32Array(memory.buffer);
  let [previous, current] = layout.frames;
  first(previous);
  const outputs: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    numbers.set(inputs.subarray(step * sizes.input, (step + 1) * sizes.input), layout.input / 4);
    forward(layout.input, previous, current);
    const start = (current + layout.output) / 4;
    outputs.push(...numbers.subarray(start, start + sizes.output));
    [previous, current] = [current, previous];
  }
  return outputs;
}

/** tfjs' own initializer takes seconds for large matrices. */
const recurrentInitializer = 'glorotUniform';
const args = {units, recurrentInitializer, inputShape: [null, INPUTS]};

const made: Readonly<Record<string, () => layers.Layer>> = {
  lstm: () => layers.lstm(args),
  gru: () => layers.gru(args),
  'simple RNN without bias': () => layers.simpleRNN({...args, units: 1, useBias: false}),
  'stacked cells': () => {
    const cells = [
      layers.lstmCell({units: 136, recurrentInitializer}),
      layers.gruCell({units, recurrentInitializer}),
    ];
    return layers.rnn({cell: layers.stackedRNNCells({cells}), inputShape: [null, INPUTS]});
  },
  'not trainable': () => {
    const layer = layers.lstm(args);
    layer.trainable = false;
    return layer;
  },
};

/** A layer, and the model of it that is disposed. */
function modelOf(name: string) {
  const layer = made[name]!() as RNN;
  return {layer, model: sequential({layers: [layer]})};
}

const inputs = Float32Array.from(uniformNumbers(1, STEPS * INPUTS, -1, 1));

function compiledOutputs(layer: RNN): number[] {
  return [...new LayerPredictor(layer).predict({batch: 1, steps: STEPS, inputs})];
}

describe.each(Object.keys(made))('%s', (name) => {
  test('its module computes what the compiled layer does, to the last bit, and leaves it as it is', () => {
    const {layer, model} = modelOf(name);
    const before = tf.memory().numTensors;
    const step = standaloneStep(layer);
    expect(standaloneStep(model)).toEqual(step);
    expect(tf.memory().numTensors).toBe(before);
    expect(isCompiled(layer)).toBe(false);
    const outputs = outputsOf(step);
    expect(outputs).toEqual(compiledOutputs(layer));
    expect(new Set(outputs).size).toBeGreaterThan(STEPS / 2);
    model.dispose();
  });
});

test('the weights are those of the moment', () => {
  const {layer, model} = modelOf('lstm');
  const before = standaloneStep(layer);
  tf.tidy(() => layer.setWeights(layer.getWeights().map((weight) => tf.mul(weight, 2))));
  const after = standaloneStep(layer);
  expect(outputsOf(after)).not.toEqual(outputsOf(before));
  expect(outputsOf(after)).toEqual(compiledOutputs(layer));
  model.dispose();
});

test('a model of several layers computes what it predicts, within rounding', () => {
  const dense = layers.dense({units: 4, activation: 'tanh', inputShape: [null, INPUTS]});
  const {layer, model} = modelOf('lstm');
  model.add(layers.dropout({rate: 0.5}));
  const chain = sequential({layers: [dense, layers.lstm({units, recurrentInitializer})]});
  expect(() => standaloneStep(model)).not.toThrow();
  const step = standaloneStep(chain);
  expect(step.sizes).toEqual({input: INPUTS, output: units, states: [units, units]});
  const expected = tf.tidy(() => [
    ...(chain.predict(tf.tensor3d(inputs, [1, STEPS, INPUTS])) as tf.Tensor).dataSync(),
  ]);
  const last = outputsOf(step).slice(-units);
  for (const [index, output] of last.entries()) expect(output).toBeCloseTo(expected[index]!, 5);
  expect(outputsOf(standaloneStep(model))).toEqual(compiledOutputs(layer));
  for (const each of [model, chain]) each.dispose();
});

test('a model must have a recurrent layer, and a layer must be built', () => {
  expect(() => standaloneStep(layers.dense({units}) as never)).toThrow(
    'model must be one with a recurrent layer, got',
  );
  expect(() => standaloneStep(layers.lstm({units}) as RNN)).toThrow('layer must be built');
});
