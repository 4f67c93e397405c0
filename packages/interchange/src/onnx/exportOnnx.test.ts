import {MemoryAccess, MemoryAugmentedCell, memoryLayer, NtmAccess, type TensorRecord} from '@ntmjs/layers';
import {uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, layers, type RNN, sequential} from '@tensorflow/tfjs-layers';
import {env, InferenceSession, Tensor} from 'onnxruntime-web';
import {describe, expect, test} from 'vitest';
import {exportWeights} from '../exportWeights.js';
import {inputs, modelOf, networks} from '../fixtures/networks.js';
import {decodedModel, shapesOf} from '../fixtures/onnx.js';
import {trainedModel} from '../fixtures/trained.js';
import {exportProgram} from '../program/exportProgram.js';
import {loadNetwork} from '../runner.js';
import {readSafetensors} from '../safetensors/readSafetensors.js';
import {weightsConfig} from '../weightsConfig.js';
import {exportOnnx} from './exportOnnx.js';

useBackend('cpu');
env.wasm.numThreads = 1;

const STEPS = 20;

/** tfjs' own initializer needs operations that are not loaded here. */
const recurrentInitializer = 'glorotUniform';

/** The sessions of onnxruntime for a model. */
interface Sessions {
  readonly step: InferenceSession;
  readonly initialStates: InferenceSession;
}

/** The outputs of all steps, `[steps, batch, units]`, for episodes, `[batch, steps, inputs]`. */
async function outputsOf({step, initialStates}: Sessions, episodes: tf.Tensor3D): Promise<number[]> {
  const [batch] = episodes.shape;
  const rows = tf.tidy(() => tf.unstack(episodes, 1).map((row) => row.dataSync() as Float32Array));
  const outputs: number[] = [];
  let states: Record<string, Tensor> | undefined;
  for (const row of rows) {
    const x = new Tensor('float32', row, [batch, inputs]);
    states ??= await initialStates.run({x});
    const {y, ...next} = await step.run({x, ...states});
    outputs.push(...(y!.data as Float32Array));
    states = Object.fromEntries(Object.keys(states).map((name) => [name, next[`next.${name}`]!]));
  }
  return outputs;
}

/** Expects onnxruntime to compute what a model predicts, which returns sequences, for one episode and for three. */
async function expectSameOutputs(model: LayersModel): Promise<void> {
  const models = exportOnnx(model);
  const sessions = {
    step: await InferenceSession.create(models.step),
    initialStates: await InferenceSession.create(models.initialStates),
  };
  for (const batch of [1, 3]) {
    const numbers = uniformNumbers(batch, batch * STEPS * inputs, -1, 1);
    const episodes = tf.tensor3d(numbers, [batch, STEPS, inputs]);
    const isBackwards = model.layers.some((layer) => (layer as RNN).goBackwards);
    const read = isBackwards ? tf.reverse(episodes, 1) : episodes;
    const outputs = await outputsOf(sessions, read);
    const expected = tf.tidy(() =>
      tf.transpose(model.predict(episodes) as tf.Tensor3D, [1, 0, 2]).dataSync(),
    );
    tf.dispose([episodes, read]);
    expect(outputs).toHaveLength(expected.length);
    const errors = outputs.map((output, index) => Math.abs(output - expected[index]!));
    expect(Math.max(...errors)).toBeLessThan(1e-5);
    expect(new Set(outputs).size).toBeGreaterThan(4);
  }
  for (const session of Object.values(sessions)) await session.release();
}

describe.each(Object.keys(networks))('%s', (name) => {
  test('onnxruntime computes its outputs over episodes, one by one and in batches', async () => {
    const model = trainedModel(name);
    await expectSameOutputs(model);
    model.dispose();
  });

  test('its states have the names that they have in WebAssembly, without those that no step reads', async () => {
    const model = modelOf(name);
    const {step} = exportOnnx(model);
    const {description} = await loadNetwork(exportProgram(model));
    const {input, output} = decodedModel(step).graph;
    const [, ...states] = Object.keys(shapesOf(input));
    const {controller} = weightsConfig(exportWeights(model)) as {controller?: {type: string}};
    const unread = controller?.type === 'feedforward' ? /^output$|^controller/ : /^output$/;
    expect(states).toEqual(
      description.states.map((state) => state.name).filter((state) => !unread.test(state)),
    );
    expect(Object.keys(shapesOf(output))).toEqual(['y', ...states.map((state) => `next.${state}`)]);
    model.dispose();
  });

  test('its weights have the names and the numbers that they have as safetensors', () => {
    const model = modelOf(name);
    const {step, initialStates} = exportOnnx(model);
    const {tensors} = readSafetensors(exportWeights(model));
    model.dispose();
    const {initializer} = decodedModel(step).graph;
    const named = initializer.filter(({name}) => !name.startsWith('constant_'));
    for (const {name, dims, rawData} of named) {
      const values = new Float32Array(rawData.slice().buffer);
      expect({name, shape: dims, values}).toEqual({
        name,
        shape: tensors[name]?.shape,
        values: tensors[name]?.values,
      });
    }
    // What only the first states depend on is in them.
    const others = Object.keys(tensors).filter((each) => !named.some(({name}) => name === each));
    for (const other of others)
      expect(other).toMatch(/^(initial_|access\.(memory_contents|weighting_logits))/);
    expect(decodedModel(initialStates).graph.initializer.some(({name}) => name.startsWith('initial.'))).toBe(
      true,
    );
  });
});

test('a model says of what it is: shapes, the version of ONNX, the configuration', () => {
  const model = modelOf('ntm, feedforward');
  const before = tf.memory().numTensors;
  const {step, initialStates} = exportOnnx(model, {metadata: {author: 'me'}});
  expect(tf.memory().numTensors).toBe(before);
  const {graph, metadataProps, ...others} = decodedModel(step);
  expect(others).toEqual({irVersion: 8, producerName: 'ntmjs', opsetImport: [{domain: '', version: 18}]});
  const states = {
    reads: ['batch', 4],
    'access.memory': ['batch', 6, 4],
    'access.weighting0': ['batch', 6],
    'access.weighting1': ['batch', 6],
  };
  expect(shapesOf(graph.input)).toEqual({x: ['batch', inputs], ...states});
  const next = Object.entries(states).map(([name, shape]) => [`next.${name}`, shape]);
  expect(shapesOf(graph.output)).toEqual({y: ['batch', 2], ...Object.fromEntries(next)});
  const metadata = Object.fromEntries(metadataProps.map(({key, value}) => [key, value]));
  const {'ntmjs.layer': config} = readSafetensors(exportWeights(model)).metadata;
  expect(metadata).toEqual({
    ...{author: 'me', 'ntmjs.format': '1', 'ntmjs.layer': config},
    'ntmjs.pair': expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  const initial = decodedModel(initialStates);
  expect(initial.metadataProps).toEqual(metadataProps);
  expect(shapesOf(initial.graph.output)).toEqual(states);
  // Single precision, and sizes and axes.
  const types = [step, initialStates].flatMap((bytes) =>
    decodedModel(bytes).graph.initializer.map(({dataType}) => dataType),
  );
  expect(new Set(types)).toEqual(new Set([1, 7]));
  model.dispose();
});

test('its two models say that they belong together: others do not have the same pair', () => {
  const pairsOf = (model: LayersModel) =>
    Object.values(exportOnnx(model)).map(
      (bytes) => decodedModel(bytes).metadataProps.find(({key}) => key === 'ntmjs.pair')?.value,
    );
  const model = modelOf('ntm, feedforward');
  const [step, initialStates] = pairsOf(model);
  expect(initialStates).toBe(step);
  expect(pairsOf(model)).toEqual([step, step]);
  const weights = model.getWeights();
  model.setWeights(weights.map((weight) => (weight.rank === 2 ? tf.add(weight, 1e-3) : weight)));
  const [changed, changedStates] = pairsOf(model);
  expect(changedStates).toBe(changed);
  expect(changed).not.toBe(step);
  model.dispose();
});

test('each value has one name, and nodes follow what they read', () => {
  const model = modelOf('dnc, all options');
  for (const bytes of Object.values(exportOnnx(model))) {
    const {node, initializer, input, output} = decodedModel(bytes).graph;
    const names = [...input, ...initializer].map(({name}) => name);
    const known = new Set(names);
    for (const {input: read, output: written} of node) {
      for (const name of read) expect(known).toContain(name);
      for (const name of written) known.add(name);
      names.push(...written);
    }
    expect(known.size).toBe(names.length);
    for (const {name} of output) expect(known).toContain(name);
  }
  model.dispose();
});

test('a chain of layers, of which one is not trained and one goes backwards', async () => {
  const cell = new MemoryAugmentedCell({
    ...{units: 3, controller: layers.simpleRNNCell({units: 4, recurrentInitializer}), seed: 1},
    access: new NtmAccess({memory: {rows: 5, width: 3}}),
  });
  const model = sequential({
    layers: [
      layers.dense({units: 4, activation: 'relu', inputShape: [null, inputs], trainable: false}),
      layers.layerNormalization({axis: 2}),
      layers.lstm({
        ...{units: 5, returnSequences: true, recurrentInitializer, goBackwards: true},
        ...{dropout: 0.5, recurrentDropout: 0.5, name: 'lstm'},
      }),
      layers.rnn({cell, returnSequences: true, name: 'memory'}),
      layers.timeDistributed({layer: layers.dense({units: 2, activation: 'sigmoid'})}),
    ],
  });
  await expectSameOutputs(model);
  const {graph, metadataProps} = decodedModel(exportOnnx(model).step);
  expect(metadataProps.map(({key, value}) => [key, value])).toEqual([
    ['ntmjs.format', '1'],
    ['ntmjs.goBackwards', 'true'],
    ['ntmjs.pair', expect.anything()],
  ]);
  expect(Object.keys(shapesOf(graph.input))).toEqual([
    ...['x', 'lstm.0.hidden', 'lstm.0.cell', 'memory.controller.0.hidden', 'memory.reads'],
    ...['memory.access.memory', 'memory.access.weighting0', 'memory.access.weighting1', 'memory.started'],
  ]);
  const named = graph.initializer.map(({name}) => name);
  for (const weight of model.weights) expect(named).toContain(weight.name);
  model.dispose();
});

/** A memory of one vector, which each step moves toward the interface vector and, by a learned vector, turns. */
class Register extends MemoryAccess<'value'> {
  static readonly className = 'OnnxRegister';
  readonly interfaceSize = 3;
  readonly readSize = 3;
  readonly stateShapes = {value: [3]};
  readonly weightSpecs = {start: {shape: [3], deviation: 1}};

  initialState(batch: number, weights: {start: tf.Tensor}) {
    return {value: tf.tile(tf.reshape(weights.start, [1, 3]), [batch, 1])};
  }

  step(interfaceVector: tf.Tensor2D, {value}: TensorRecord<'value'>) {
    const turned = tf.reverse(tf.mul(value, 0.5), 1);
    const isAbove = tf.greater(interfaceVector, value as tf.Tensor2D);
    const next = tf.where(isAbove, tf.add(turned, interfaceVector), turned) as tf.Tensor2D;
    return {reads: next, state: {value: next}};
  }

  getConfig() {
    return {};
  }
}

test('an access of its own, whose first state is learned', async () => {
  const args = {units: 2, inputShape: [null, inputs], returnSequences: true, seed: 1};
  const controller = {type: 'lstm', units: 4} as const;
  const model = sequential({layers: [memoryLayer({...args, controller, access: new Register()})]});
  await expectSameOutputs(model);
  const {graph} = decodedModel(exportOnnx(model).initialStates);
  const start = graph.initializer.find(({name}) => name === 'initial.access.value')!;
  const {'access.start': learned} = readSafetensors(exportWeights(model)).tensors;
  expect(new Float32Array(start.rawData.slice().buffer)).toEqual(learned!.values);
  model.dispose();
});

test('what cannot be exported is refused', () => {
  expect(() => exportOnnx(layers.lstm({units: 2}) as RNN)).toThrow('layer must be built');
  expect(() => exportOnnx(layers.dense({units: 2}) as never)).toThrow('model must be');
  const model = modelOf('stack');
  expect(() => exportOnnx(model, {metadata: {a: 1}} as never)).toThrow('metadata.a must be a string, got 1');
  expect(() => exportOnnx(model, {meta: {}} as never)).toThrow('exportOnnx.meta must be omitted');
  model.dispose();
});
