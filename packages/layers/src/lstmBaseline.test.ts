import {
  describeOnBackends,
  expectClose,
  expectGradients,
  expectNoLeak,
  rowsOf,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test, vi} from 'vitest';
import {saveAndLoad} from './fixtures/saveAndLoad.js';
import {
  InitialStateRNN,
  type LstmBaselineArgs,
  LstmBaselineCell,
  lstmBaseline,
  ntm,
  withRows,
} from './index.js';

const INPUTS = 2;
const BATCH = 2;
const STEPS = 3;
const SIZES = {units: 2, hiddenUnits: 3, layers: 2} as const;
const SMALL: LstmBaselineArgs = {...SIZES, seed: 3, returnSequences: true};

/** The shape of each weight of that layer. */
const WEIGHT_SHAPES = [[5, 12], [12], [3], [3], [8, 12], [12], [3], [3], [6, 2], [2]];

const x = () => tf.randomNormal<tf.Rank.R3>([BATCH, STEPS, INPUTS], 0, 1, 'float32', 2);

/** Numbers for every weight, so that no bias and no initial state is 0. */
function anyWeights(): number[][] {
  return WEIGHT_SHAPES.map((shape, index) => uniformNumbers(index + 1, tf.util.sizeFromShape(shape)));
}

/** Gives a layer or model weights with initial states that are not zeros. */
function withAnyWeights<T extends layers.Layer>(layer: T): T {
  layer.setWeights(anyWeights().map((values, index) => tf.tensor(values, WEIGHT_SHAPES[index])));
  return layer;
}

/** A layer with such weights. */
function started(): InitialStateRNN {
  const layer = lstmBaseline(SMALL);
  layer.build([null, null, INPUTS]);
  return withAnyWeights(layer);
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

/** v W + b. */
function dense(vector: readonly number[], kernel: readonly number[], bias: readonly number[]): number[] {
  const rows = rowsOf(kernel, bias.length);
  return bias.map((start, column) =>
    vector.reduce((sum, value, row) => sum + value * rows[row]![column]!, start),
  );
}

/** The outputs of the whole layer in double precision, in the order of `[batch, time, units]`. */
function oracle(inputs: number[], ...weights: number[][]): number[] {
  const {layers, hiddenUnits} = SIZES;
  const outputs: number[] = [];
  const [outputKernel, outputBias] = weights.slice(-2) as [number[], number[]];
  for (let sample = 0; sample < BATCH; sample++) {
    const hidden = Array.from({length: layers}, (_, layer) => [...weights[4 * layer + 2]!]);
    const cells = Array.from({length: layers}, (_, layer) => [...weights[4 * layer + 3]!]);
    for (let step = 0; step < STEPS; step++) {
      const offset = (sample * STEPS + step) * INPUTS;
      const input = inputs.slice(offset, offset + INPUTS);
      for (let layer = 0; layer < layers; layer++) {
        const below = layer === 0 ? [] : hidden[layer - 1]!;
        const gates = dense(
          [...input, ...below, ...hidden[layer]!],
          weights[4 * layer]!,
          weights[4 * layer + 1]!,
        );
        for (let unit = 0; unit < hiddenUnits; unit++) {
          const i = sigmoid(gates[unit]!);
          const f = sigmoid(gates[hiddenUnits + unit]!);
          const g = Math.tanh(gates[2 * hiddenUnits + unit]!);
          const o = sigmoid(gates[3 * hiddenUnits + unit]!);
          cells[layer]![unit] = f * cells[layer]![unit]! + i * g;
          hidden[layer]![unit] = o * Math.tanh(cells[layer]![unit]!);
        }
      }
      outputs.push(...dense(hidden.flat(), outputKernel, outputBias));
    }
  }
  return outputs;
}

describeOnBackends('lstmBaseline', () => {
  test('has the outputs of the oracle, and its gradients for the input, every weight and initial state', () => {
    const layer = started();
    const reads = layer.weights.map((weight) => vi.spyOn(weight, 'read'));
    const inputs = {shape: [BATCH, STEPS, INPUTS], values: uniformNumbers(11, BATCH * STEPS * INPUTS)};
    const weights = anyWeights().map((values, index) => ({shape: WEIGHT_SHAPES[index]!, values}));
    expectGradients({
      op: (input: tf.Tensor, ...tensors: tf.Tensor[]) => {
        for (const [index, read] of reads.entries()) read.mockReturnValue(tensors[index] as tf.Variable);
        return layer.call(input, {}) as tf.Tensor;
      },
      oracle,
      inputs: [inputs, ...weights],
    });
  });

  test('is saved and loaded with the same outputs to the last bit', async () => {
    const layer = lstmBaseline({...SMALL, inputShape: [null, INPUTS]});
    const original = withAnyWeights(sequential({layers: [layer]}));
    const loaded = await saveAndLoad(original);
    expect((loaded.predict(x()) as tf.Tensor).dataSync()).toEqual(
      (original.predict(x()) as tf.Tensor).dataSync(),
    );
  });

  test('its bare cell in tf.layers.rnn starts where the layer starts, to the last bit', () => {
    const cell = new LstmBaselineCell({...SIZES, seed: 3});
    const recurrent = layers.rnn({cell, returnSequences: true, inputShape: [null, INPUTS]});
    const bare = withAnyWeights(sequential({layers: [recurrent]}));
    expect((bare.predict(x()) as tf.Tensor).dataSync()).toEqual(
      (started().apply(x()) as tf.Tensor).dataSync(),
    );
    expect(cell.stateSize).toEqual([2, 3, 3, 3, 3, 1]);
    expect(cell.initialState(4).map(({shape}) => shape)).toEqual(cell.stateSize.map((size) => [4, size]));
  });

  test('a stateful layer starts at the learned state, continues from the last, and restarts when reset', () => {
    const layer = lstmBaseline({...SMALL, stateful: true, batchInputShape: [BATCH, null, INPUTS]});
    const network = withAnyWeights(sequential({layers: [layer]}));
    network.resetStates(); // to the weights that were set
    const outputs = () => (network.predict(x(), {batchSize: BATCH}) as tf.Tensor).dataSync();
    const first = outputs();
    expect(first).toEqual((started().apply(x()) as tf.Tensor).dataSync());
    const second = outputs();
    const whole = started().apply(tf.concat([x(), x()], 1)) as tf.Tensor3D;
    expectClose(tf.slice(whole, [0, STEPS, 0]), second);
    network.resetStates();
    expect(outputs()).toEqual(first);
  });
});

describe('lstmBaseline as a layer', () => {
  useBackend('cpu');

  test('survives its config', () => {
    const layer = lstmBaseline({...SMALL, name: 'baseline', goBackwards: true});
    const config = JSON.parse(JSON.stringify(layer.getConfig()));
    expect(config).toMatchObject({
      name: 'baseline',
      goBackwards: true,
      returnSequences: true,
      cell: {
        className: 'LstmBaselineCell',
        config: {units: 2, hiddenUnits: 3, layers: 2, seed: 3, startsFromZeros: false},
      },
    });
    expect(config).not.toHaveProperty('hiddenUnits');
    const copy = InitialStateRNN.fromConfig<InitialStateRNN>(InitialStateRNN as never, config);
    expect(copy.getConfig()).toEqual(config);
    expect((copy.apply(x()) as tf.Tensor).dataSync()).toEqual((layer.apply(x()) as tf.Tensor).dataSync());
  });

  test('has three layers by default', () => {
    const {cell} = lstmBaseline({units: 2, hiddenUnits: 3});
    expect(cell.getConfig()).toMatchObject({layers: 3, seed: null});
    expect(cell.stateSize).toEqual([2, 3, 3, 3, 3, 3, 3]);
  });

  test('first weights: glorot-uniform kernels, biases of 0 but the forget gate’s, initial states of 0', () => {
    const layer = lstmBaseline(SMALL);
    layer.build([null, null, INPUTS]);
    const named = Object.fromEntries(
      layer.weights.map((weight) => [weight.originalName, weight.read().dataSync()]),
    );
    const forget = new Float32Array([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    const zeros = new Float32Array(3);
    for (const [index, inputs] of [5, 8].entries()) {
      const limit = Math.sqrt(6 / (inputs + 12));
      const kernel = named[`lstm${index}_kernel`]!;
      expect(kernel).toHaveLength(inputs * 12);
      const largest = Math.max(...kernel.map(Math.abs));
      expect(largest).toBeLessThanOrEqual(limit);
      expect(largest).toBeGreaterThan(0.8 * limit);
      expect(named[`lstm${index}_bias`]).toEqual(forget);
      expect(named[`lstm${index}_initial_hidden`]).toEqual(zeros);
      expect(named[`lstm${index}_initial_cell`]).toEqual(zeros);
    }
    expect(named.output_bias).toEqual(new Float32Array(2));
    expect(Object.keys(named)).toHaveLength(WEIGHT_SHAPES.length);
  });

  test('equal seeds give equal weights, others do not, and no two kernels are alike', () => {
    const weights = (seed: number) => {
      const layer = lstmBaseline({...SMALL, seed, layers: 3});
      layer.build([null, null, INPUTS]);
      return layer.getWeights().map((weight) => weight.dataSync());
    };
    expect(weights(3)).toEqual(weights(3));
    const [first, , , , second, , , , third] = weights(3);
    expect(first).not.toEqual(weights(4)[0]);
    expect(second).not.toEqual(third);
  });

  test('learns with fit', async () => {
    const network = sequential({
      layers: [lstmBaseline({...SMALL, units: 1, hiddenUnits: 6, inputShape: [null, 1]})],
    });
    network.compile({optimizer: tf.train.adam(0.03), loss: 'meanSquaredError'});
    const inputs = tf.randomNormal<tf.Rank.R3>([16, 5, 1], 0, 1, 'float32', 5);
    // The answer at each step is the input of the step before; at the first it is 1, which only the initial state can encode.
    const targets = tf.concat([tf.ones([16, 1, 1]), tf.slice(inputs, [0, 0, 0], [16, 4, 1])], 1);
    const {history} = await network.fit(inputs, targets, {
      epochs: 40,
      batchSize: 16,
      shuffle: false,
      verbose: 0,
    });
    const losses = history.loss as number[];
    expect(losses.at(-1)!).toBeLessThan(0.5 * losses[0]!);
    const starts = network.weights.filter(({originalName}) => /initial_(hidden|cell)$/.test(originalName));
    expect(starts).toHaveLength(4);
    for (const weight of starts)
      expect(
        weight
          .read()
          .dataSync()
          .every((value) => value !== 0),
      ).toBe(true);
  });

  test('withRows rejects it, since it has no memory', () => {
    const network = sequential({name: 'plain', layers: [lstmBaseline({...SMALL, inputShape: [null, 2]})]});
    expect(() => withRows(network, 9)).toThrow('model must be a model with a memory-augmented layer');
  });

  test('controls a memory', () => {
    const controller = new LstmBaselineCell({...SIZES, seed: 3});
    const layer = ntm({units: 2, controller, memory: {rows: 5, width: 3}, seed: 1});
    expect((layer.apply(x()) as tf.Tensor).shape).toEqual([BATCH, 2]);
    const {grads} = tf.variableGrads(() => tf.sum(layer.apply(x()) as tf.Tensor));
    const start = layer.trainableWeights.find(({originalName}) => originalName.endsWith('initial_cell'))!;
    expect(grads[start.name]!.dataSync().every((value) => value !== 0)).toBe(true);
  });

  test('leaks nothing over 500 forward and backward passes, and nothing when it is disposed', {
    tags: ['full'],
  }, () => {
    const input = x();
    const before = tf.memory().numTensors;
    for (const layer of [lstmBaseline(SMALL), layers.rnn({cell: new LstmBaselineCell(SIZES)})]) {
      tf.dispose(layer.apply(input) as tf.Tensor); // builds it
      expectNoLeak(
        () => tf.variableGrads(() => tf.sum(tf.square(layer.apply(input) as tf.Tensor))) as never,
        500,
      );
      for (const weight of layer.weights) weight.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('arguments', () => {
  test.each<[object, string]>([
    [{units: undefined}, 'units must be a positive integer, got undefined'],
    [{hiddenUnits: 0}, 'hiddenUnits must be a positive integer, got 0'],
    [{layers: 1.5}, 'layers must be an integer at least 1 and at most 256, got 1.5'],
    [{seed: '1'}, 'seed must be an integer, got "1"'],
    [{hidden: 3}, 'lstmBaseline.hidden must be omitted'],
    [{startsFromZeros: true}, 'lstmBaseline.startsFromZeros must be omitted'],
  ])('rejects %j', (wrong, message) => {
    expect(() => lstmBaseline({...SMALL, ...wrong} as LstmBaselineArgs)).toThrow(message);
  });

  test('a layer rejects a cell without an initial state, or one that starts from zeros', () => {
    const plain = layers.lstmCell({units: 2});
    expect(() => new InitialStateRNN({cell: plain as never})).toThrow(
      'cell must be a cell with an initial state of its own, got',
    );
    const cell = new LstmBaselineCell(SIZES);
    expect(() => new InitialStateRNN({cell})).toThrow('cell.startsFromZeros must be false');
    expect(() => new LstmBaselineCell({...SIZES, startsFromZeros: 1 as never})).toThrow(
      'startsFromZeros must be true or false, got 1',
    );
    expect(() => cell.initialState(0)).toThrow('batch must be a positive integer, got 0');
  });
});
