import {ArgumentError} from '@ntmjs/arguments';
import {type MemoryAugmentedRNN, type NtmArgs, ntm, sam} from '@ntmjs/layers';
import {copyTask, RandomStream} from '@ntmjs/tasks';
import {describeOnBackends} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {type EpisodeInputs, inspect} from '../index.js';

const rows = 12;
const width = 5;

function layer(args: Partial<NtmArgs> = {}) {
  return ntm({
    units: 3,
    controller: {type: 'lstm', units: 7},
    memory: {rows, width, contents: 'random'},
    firstWeighting: 'learned',
    heads: ['write', 'read', 'read'],
    seed: 5,
    returnSequences: true,
    inputShape: [null, 4],
    ...args,
  });
}

const task = copyTask({vectorWidth: 3});
const episode = task.sample(new RandomStream(2), 1, {length: 4});

function predict(net: LayersModel, {inputs, steps, inputSize}: EpisodeInputs = episode): tf.Tensor[] {
  return [net.predict(tf.tensor3d(inputs, [1, steps, inputSize]))].flat();
}

/** A model of the layer alone, one with layers before and after it, and one with a path around it. */
function models(): [string, LayersModel][] {
  const start = input({shape: [null, 4]});
  const inner = layers.dense({units: 4, activation: 'tanh'}).apply(start) as SymbolicTensor;
  const around = layers
    .concatenate()
    .apply([start, layer().apply(inner) as SymbolicTensor]) as SymbolicTensor;
  const dense = (units: number, args = {}) => layers.dense({units, activation: 'tanh', ...args});
  return [
    ['alone', sequential({layers: [layer()]})],
    ['among others', sequential({layers: [dense(6, {inputShape: [null, 4]}), layer(), dense(2)]})],
    ['with a path around it', model({inputs: start, outputs: around})],
    ['of the last step', sequential({layers: [layer({returnSequences: false})]})],
    [
      'of another access order',
      sequential({layers: [layer({heads: ['read', 'write'], memory: {rows, width}})]}),
    ],
  ];
}

describeOnBackends('inspect', () => {
  test('has the outputs of the model, to the last bit', async () => {
    for (const [name, net] of models()) {
      const {outputs} = await inspect(net, episode);
      const expected = predict(net)[0]!;
      expect([1, ...outputs.shape], name).toEqual(expected.shape);
      expect(outputs.data, name).toEqual(expected.dataSync());
    }
  });

  test('has after each step the states with which the layer ends a sequence of that many steps', async () => {
    const start = input({shape: [null, 4]});
    const [output, ...states] = layer({returnState: true}).apply(start) as SymbolicTensor[];
    const net = model({inputs: start, outputs: output!});
    const withStates = model({inputs: start, outputs: [output!, ...states]});
    const {state, reads} = await inspect(net, episode);
    for (let steps = 1; steps <= episode.steps; steps++) {
      const part = {steps, inputSize: 4, inputs: episode.inputs.slice(0, steps * 4)};
      // The states are the output, the hidden and cell vectors of the LSTM, the reads, the memory and the weightings.
      const [, , , , lastReads, ...access] = predict(withStates, part).map((tensor) => tensor.dataSync());
      const last = ({data, shape}: typeof reads) =>
        data.slice((steps - 1) * (data.length / shape[0]!)).slice(0, data.length / shape[0]!);
      expect(last(reads)).toEqual(lastReads);
      expect(Object.values(state).map(last)).toEqual(access);
    }
  });

  test('leaves no tensor', async () => {
    const net = models()[1]![1];
    await inspect(net, episode);
    const before = tf.memory();
    for (let time = 0; time < 10; time++) await inspect(net, episode);
    const wrong = {...episode, inputSize: 3};
    await expect(inspect(net, wrong)).rejects.toThrow(ArgumentError);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

describe('the parts of a trace', () => {
  test('shapes, names and kinds', async () => {
    const trace = await inspect(sequential({layers: [layer()]}), episode);
    expect(trace.steps).toBe(9);
    expect(trace.outputs.shape).toEqual([9, 3]);
    expect(trace.reads.shape).toEqual([9, 10]);
    expect(Object.entries(trace.state).map(([name, {shape}]) => [name, shape])).toEqual([
      ['memory', [9, rows, width]],
      ['weighting0', [9, rows]],
      ['weighting1', [9, rows]],
      ['weighting2', [9, rows]],
    ]);
    for (const {shape, data} of Object.values(trace.state))
      expect(data).toHaveLength(tf.util.sizeFromShape([...shape]));
    expect(trace.heads.map(({index, kind, label}) => ({index, kind, label}))).toEqual([
      {index: 0, kind: 'write', label: 'write head'},
      {index: 1, kind: 'read', label: 'read head 1'},
      {index: 2, kind: 'read', label: 'read head 2'},
    ]);
    for (const {index, values} of trace.heads)
      expect(values.weighting).toEqual(trace.state[`weighting${index}`]);
  });

  test('the state before a step is that after the step before', async () => {
    const net = sequential({layers: [layer()]});
    const {state, stateBefore, steps} = await inspect(net, episode);
    const initial = (net.layers[0] as MemoryAugmentedRNN).getInitialState(tf.zeros([1, 1, 4]));
    const [memory, ...weightings] = initial.slice(-4).map((tensor) => tensor.dataSync());
    for (const [name, first] of Object.entries({
      memory,
      weighting0: weightings[0],
      weighting2: weightings[2],
    })) {
      const [before, after] = [stateBefore[name]!, state[name]!];
      const size = after.data.length / steps;
      expect(before.shape).toEqual(after.shape);
      expect(before.data.slice(0, size)).toEqual(first);
      expect(before.data.slice(size)).toEqual(after.data.slice(0, -size));
    }
  });

  test('a tensor is an episode too', async () => {
    const net = sequential({layers: [layer()]});
    const {inputs, steps, inputSize} = episode;
    const tensor = tf.tensor3d(inputs, [1, steps, inputSize]);
    expect(await inspect(net, tensor)).toEqual(await inspect(net, episode));
    expect(await inspect(net, tf.cast(tensor, 'int32'))).toEqual(await inspect(net, episode));
    expect(tensor.isDisposed).toBe(false);
  });
});

const alone = () => sequential({layers: [layer()]});
const dense = () => sequential({layers: [layers.dense({units: 2, inputShape: [null, 4]})]});
const twice = () => sequential({layers: [layer(), layer()]});
const masked = () => sequential({layers: [layers.masking({inputShape: [null, 4]}), layer()]});
const fixed = () => sequential({layers: [layer({inputShape: [5, 4]})]});
const stateful = () =>
  sequential({layers: [layer({stateful: true, batchInputShape: [1, 9, 4], name: 'memory'})]});
const backwards = () => sequential({layers: [layer({goBackwards: true, name: 'memory'})]});
const flat = () =>
  sequential({
    layers: [layers.reshape({targetShape: [9, 4], inputShape: [36]}), layer({inputShape: [9, 4]})],
  });
const branches = () => {
  const start = input({shape: [null, 4]});
  const output = layer().apply(start) as SymbolicTensor;
  return model({inputs: start, outputs: [output, start]});
};
const inputs = episode.inputs;

test.each<[() => LayersModel, Partial<EpisodeInputs>, string]>([
  [dense, {}, 'model must be a model with one memory-augmented layer, got ["Dense"]'],
  [
    twice,
    {},
    'model must be a model with one memory-augmented layer, got ["MemoryAugmentedRNN","MemoryAugmentedRNN"]',
  ],
  [() => undefined as never, {}, 'model must be a model with one memory-augmented layer, got undefined'],
  [
    () => layer({name: 'memory'}) as never,
    {},
    'model must be a model with one memory-augmented layer (sequential({layers: [layer]}) makes one of a layer), ' +
      'got the layer memory (MemoryAugmentedRNN)',
  ],
  [
    () => layer({controller: {type: 'lstm', units: 3, layers: 2}}).cell.controller as never,
    {},
    '(StackedLstmCell)',
  ],
  [masked, {}, 'model must be a model without a Masking layer, got ["Masking","MemoryAugmentedRNN"]'],
  [branches, {}, 'model must be a model with one input and one output'],
  [stateful, {}, 'layer memory.stateful must be false to be traced, got true'],
  [backwards, {}, 'layer memory.goBackwards must be false to be traced, got true'],
  [flat, {}, 'model input must be [batch, steps, inputs], got [null,36]'],
  [fixed, {}, "episode.steps must be 5, the number of steps of the model's input, got 9"],
  [alone, {steps: 0}, 'episode.steps must be a positive integer, got 0'],
  [alone, {inputSize: 3}, "episode.inputSize must be 4, the width of the model's input, got 3"],
  [
    alone,
    {inputs: inputs.subarray(4)},
    'episode.inputs must be a Float32Array [steps, inputSize] = [9, 4] of one episode, got 32',
  ],
  [
    alone,
    {inputs: undefined as never},
    'episode.inputs must be a Float32Array [steps, inputSize] = [9, 4] of one episode, got undefined',
  ],
])('%# a wrong argument is named', async (build, part, message) => {
  const call = inspect(build(), {...episode, ...part});
  await expect(call).rejects.toThrow(ArgumentError);
  await expect(call).rejects.toThrow(message);
});

test.each([undefined, null, 3])('rejects %s as an episode', async (wrong) => {
  const call = inspect(alone(), wrong as never);
  await expect(call).rejects.toThrow(ArgumentError);
  await expect(call).rejects.toThrow(
    `episode must be an episode {steps, inputSize, inputs} or a tensor [1, steps, inputs], got ${wrong}`,
  );
});

test.each<[number[], string]>([
  [
    [2, 9, 4],
    'inputs must be a tensor of shape [1, steps, inputs] = [1, ?, 4], got a tensor of shape [2, 9, 4]',
  ],
  [
    [1, 9, 3],
    'inputs must be a tensor of shape [1, steps, inputs] = [1, ?, 4], got a tensor of shape [1, 9, 3]',
  ],
  [[9, 4], 'inputs must be a tensor of shape [1, steps, inputs] = [1, ?, 4], got a tensor of shape [9, 4]'],
])('rejects a tensor of shape %j', async (shape, message) => {
  const call = inspect(alone(), tf.zeros(shape));
  await expect(call).rejects.toThrow(ArgumentError);
  await expect(call).rejects.toThrow(message);
});

test('a memory whose states of all steps do not fit is an error before anything runs', async () => {
  const large = sam({
    units: 3,
    controller: {type: 'feedforward', units: 2},
    memory: {rows: 2 ** 22, width: 16},
    readHeads: 1,
    returnSequences: true,
    inputShape: [null, 4],
  });
  const long = task.sample(new RandomStream(2), 1, {length: 16});
  const message =
    /^inputs must be smaller: the states before and after each step would take about 18\.8 GB, and .*, got 33$/;
  await expect(inspect(sequential({layers: [large]}), long)).rejects.toThrow(message);
});
