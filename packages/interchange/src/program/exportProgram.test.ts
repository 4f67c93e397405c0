import {compile} from '@ntmjs/compile';
import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {
  initializers,
  type LayersModel,
  layers,
  type RNN,
  type SymbolicTensor,
  sequential,
  input as tfInput,
  model as tfModel,
} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {inputs, modelOf, networks, weightsOf} from '../fixtures/networks.js';
import {episodeOf, trainedModel} from '../fixtures/trained.js';
import {loadNetwork} from '../runner.js';
import {exportProgram} from './exportProgram.js';

useBackend('cpu');

const STEPS = 25;

/** tfjs' own initializer needs operations that are not loaded here. */
const recurrentInitializer = 'glorotUniform';

/** What a model predicts for an episode. */
function predicted(model: LayersModel, episode: Float32Array, width = inputs): Float32Array {
  return tf.tidy(() => {
    const x = tf.tensor3d(episode, [1, episode.length / width, width]);
    return (model.predict(x) as tf.Tensor).dataSync() as Float32Array;
  });
}

describe.each(Object.keys(networks))('%s, trained for a moment', (name) => {
  test('steps as the compiled layer does, to the last bit, and goes on from states that were saved', async () => {
    const model = trainedModel(name);
    expect(weightsOf(model)).not.toEqual(weightsOf(modelOf(name)));
    compile(model.layers[0] as RNN);
    const episode = episodeOf(STEPS);
    const compiled = predicted(model, episode);
    const network = await loadNetwork(exportProgram(model));
    const expected = network.run(episode);
    // The compiled layer changes rows in place, and other sums share its loops, which are in another order then.
    if (name.startsWith('sdnc')) expectClose(expected, compiled, {absolute: 1e-6, relative: 0});
    else expect(expected).toEqual(compiled);
    expect(new Set(expected).size).toBeGreaterThan(8);

    const {goBackwards} = network.description;
    expect(goBackwards).toBe((model.layers[0] as RNN).goBackwards);
    const inputAt = (step: number) => {
      const index = goBackwards ? STEPS - 1 - step : step;
      return episode.subarray(index * inputs, (index + 1) * inputs);
    };
    network.reset();
    const first = network.states();
    const outputs: number[] = [];
    for (let step = 0; step < STEPS; step++) {
      outputs.push(...network.step(inputAt(step)));
      // What is saved goes through JSON, as in a file, and into another instance.
      if (step !== 9) continue;
      const saved = JSON.parse(
        JSON.stringify(
          Object.fromEntries(Object.entries(network.states()).map(([key, values]) => [key, [...values]])),
        ),
      );
      expect(saved).not.toEqual(first);
      network.reset();
      expect(network.states()).toEqual(first);
      network.setStates(saved);
    }
    expect(outputs).toEqual([...expected]);
    expect(Object.keys(first)).toEqual([...new Set(network.description.states.map((state) => state.name))]);
    expect(Object.keys(first)).not.toContain('state.0');
    model.dispose();
  });
});

test('a layer by itself, and its states by name', async () => {
  const layer = layers.lstm({units: 3, recurrentInitializer, inputShape: [null, 2]}) as RNN;
  const model = sequential({layers: [layer]});
  const before = tf.memory().numTensors;
  const network = await loadNetwork(exportProgram(layer, {metadata: {author: 'me'}}));
  expect(tf.memory().numTensors).toBe(before);
  expect(network.description).toMatchObject({
    ...{architecture: 'LSTMCell', inputs: 2, outputs: 3, goBackwards: false, metadata: {author: 'me'}},
    states: [
      {name: '0.hidden', size: 3, offset: 0},
      {name: '0.cell', size: 3, offset: 16},
    ],
  });
  model.dispose();
});

test('states of a memory by name', async () => {
  const {description, ...network} = await loadNetwork(exportProgram(modelOf('ntm, 3 LSTM layers')));
  expect(network).not.toHaveProperty('description');
  expect(description.architecture).toBe('NtmAccess');
  expect(description.states.map(({name, size}) => [name, size])).toEqual([
    ['output', 2],
    ...[2, 1, 0].flatMap((layer) => ['hidden', 'cell'].map((part) => [`controller.${layer}.${part}`, 5])),
    ['reads', 4],
    ['access.memory', 24],
    ['access.weighting0', 6],
    ['access.weighting1', 6],
  ]);
});

test('a model of several layers predicts the same within rounding', async () => {
  const model = sequential({
    layers: [
      layers.dense({units: 4, activation: 'tanh', inputShape: [null, 5]}),
      layers.layerNormalization({axis: 2}),
      layers.dropout({rate: 0.5}),
      layers.lstm({units: 6, returnSequences: true, recurrentInitializer, goBackwards: true}),
      sequential({
        layers: [
          layers.timeDistributed({layer: layers.dense({units: 20, inputShape: [6]}), inputShape: [null, 6]}),
          layers.gru({units: 3, recurrentInitializer}),
        ],
      }),
      layers.dense({
        units: 7,
        kernelInitializer: initializers.randomUniform({minval: -3, maxval: 3, seed: 1}),
      }),
      layers.softmax({axis: 1}),
    ],
  });
  const network = await loadNetwork(exportProgram(model));
  const episode = episodeOf(STEPS, 5);
  const outputs = network.run(episode).slice(-7);
  const expected = predicted(model, episode, 5);
  for (const [index, output] of outputs.entries()) expect(output).toBeCloseTo(expected[index]!, 5);
  expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.01);
  const names = Object.keys(network.states());
  expect(names.map((name) => name.replace(/^(lstm|gru)\w*/, '$1'))).toEqual([
    'lstm.0.hidden',
    'lstm.0.cell',
    'gru.0.hidden',
  ]);
  model.dispose();
});

describe('what is more than a chain of layers that step is refused, and named', () => {
  const lstm = (more: object = {}) =>
    layers.lstm({units: 2, recurrentInitializer, inputShape: [null, 3], name: 'memory', ...more});
  const refusal = (...list: readonly layers.Layer[]): string => {
    const model = sequential({layers: [...list]});
    try {
      exportProgram(model);
    } catch (error) {
      return (error as Error).message;
    } finally {
      model.dispose();
    }
    throw new Error('the model is exported');
  };

  test('other layers', () => {
    const chain =
      'model must be made of recurrent layers, layers that map each row (dense, activation, …) and dropout';
    expect(refusal(lstm(), layers.repeatVector({n: 3, name: 'again'}))).toBe(
      `${chain}, got "again (RepeatVector)"`,
    );
    expect(refusal(lstm({returnSequences: true}), layers.softmax({axis: 1, name: 'over_steps'}))).toBe(
      `${chain}, got "over_steps (Softmax)"`,
    );
    const both = layers.bidirectional({
      ...{layer: layers.gru({units: 2, recurrentInitializer}) as RNN, mergeMode: 'concat', name: 'both'},
      inputShape: [null, 3],
    });
    expect(refusal(both)).toBe(`${chain}, got "both (Bidirectional)"`);
    expect(refusal(layers.dense({units: 1, inputShape: [3]}))).toContain(
      'model must be one with a recurrent layer',
    );
    const backwards = layers.gru({units: 2, recurrentInitializer, goBackwards: true, name: 'back'});
    expect(refusal(lstm({returnSequences: true}), backwards)).toBe(
      'model must be one in which only the first recurrent layer may go backwards, got "back (GRU)"',
    );
  });

  test('a layer that is applied twice, or a second input', () => {
    const input = tfInput({shape: [null, 2]});
    const shared = layers.gru({units: 2, recurrentInitializer, returnSequences: true, name: 'shared'});
    const hidden = shared.apply(input) as SymbolicTensor;
    const twice = tfModel({inputs: input, outputs: shared.apply(hidden) as SymbolicTensor});
    expect(() => exportProgram(twice)).toThrow(
      'model must be one in which each layer is applied once, got "shared (GRU)"',
    );
    const other = tfInput({shape: [null, 2]});
    const sum = layers.add({name: 'sum'}).apply([hidden, other]) as SymbolicTensor;
    expect(() => exportProgram(tfModel({inputs: [input, other], outputs: sum}))).toThrow(
      'model must be one with a single input and a single output',
    );
    const skip = layers.add({name: 'skip'}).apply([hidden, input]) as SymbolicTensor;
    expect(() => exportProgram(tfModel({inputs: input, outputs: skip}))).toThrow(
      'model must be a chain of layers with one input each, got "skip (Add)"',
    );
  });

  test('other arguments', () => {
    expect(() => exportProgram(layers.lstm({units: 2}) as RNN)).toThrow('layer must be built');
    expect(() => exportProgram(layers.dense({units: 2}) as never)).toThrow('model must be');
    const model = modelOf('stack');
    expect(() => exportProgram(model, {metadata: {a: 1}} as never)).toThrow(
      'metadata.a must be a string, got 1',
    );
    expect(() => exportProgram(model, {meta: {}} as never)).toThrow('exportProgram.meta must be omitted');
    model.dispose();
  });

  test('a layer whose step is random', () => {
    expect(refusal(lstm({recurrentDropout: 0.5}))).toMatch(
      /^memory: .*randomness such as dropout cannot be compiled/,
    );
  });
});
