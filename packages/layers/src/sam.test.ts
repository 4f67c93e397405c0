import {describeOnBackends, expectClose, expectNoLeak, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {
  expectGradientOfEachWeight,
  expectSameFromConfig,
  expectSavedAndLoaded,
  expectToRecall,
} from './fixtures/layerChecks.js';
import {MemoryAugmentedCell, type SamArgs, sam, withRows} from './index.js';

const SMALL = {
  units: 2,
  controller: {type: 'lstm', units: 5},
  memory: {rows: 6, width: 3},
  readHeads: 2,
  rowsRead: 2,
  seed: 7,
} as const satisfies SamArgs;

/** Every way to set up the layer that a user might take, each a model from `[batch, time, 3]`. */
const VARIANTS: Record<string, Partial<SamArgs>> = {
  'LSTM controller': {},
  'feedforward controller': {controller: {type: 'feedforward', units: 4}},
  'GRU controller': {controller: {type: 'gru', units: 4}},
  'one head': {readHeads: 1},
  'as many heads as rows, which read all': {readHeads: 6, rowsRead: 6},
  'tanh vectors and a high threshold': {vectorActivation: 'tanh', accessThreshold: 0.5},
  'biased heads and learned first states': {
    firstBiases: {keyStrength: 2, writeGate: -2, interpolationGate: -2},
    firstReads: 'learned',
    firstControllerState: 'learned',
  },
  'learned contents': {memory: {rows: 6, width: 3, contents: 'learned', deviation: 0.5}},
  'random contents': {memory: {rows: 6, width: 3, contents: 'random', seed: 3}},
};

function sequenceInput(batch = 2, steps = 5): tf.Tensor3D {
  return tf.randomNormal([batch, steps, 3], 0, 1, 'float32', 11);
}

describe.each(Object.entries(VARIANTS))('sam with %s', (_, variant) => {
  const create = (more: Partial<SamArgs> = {}) => sam({...SMALL, returnSequences: true, ...variant, ...more});

  describeOnBackends('runs', () => {
    test('is saved and loaded with the same outputs to the last bit', async () => {
      await expectSavedAndLoaded(create({inputShape: [null, 3]}), sequenceInput());
    });

    test('survives its config', () => {
      expectSameFromConfig(create(), sequenceInput());
    });

    test('every weight gets a finite gradient, in every head', () => {
      expectGradientOfEachWeight(create(), sequenceInput());
    });
  });
});

describe('sam as a layer', () => {
  useBackend('cpu');

  test('shapes with and without sequences and states', () => {
    const x = sequenceInput();
    const states = [
      [2, 2],
      [2, 5],
      [2, 5],
      [2, 6],
      [2, 18],
      [2, 6],
      [2, 1],
      [2, 2],
      [2, 2],
      [2, 2],
      [2, 2],
    ];
    const shapes = (args: Partial<SamArgs>) => {
      const outputs = [sam({...SMALL, ...args}).apply(x) as tf.Tensor | tf.Tensor[]].flat();
      return outputs.map(({shape}) => shape);
    };
    expect(shapes({})).toEqual([[2, 2]]);
    expect(shapes({returnSequences: true})).toEqual([[2, 5, 2]]);
    expect(shapes({returnSequences: true, returnState: true})).toEqual([[2, 5, 2], ...states]);
  });

  test('has four heads that read four rows by default', () => {
    const {readHeads: _, rowsRead: __, ...args} = SMALL;
    const cell = sam(args).cell;
    expect(cell.access.readSize).toBe(4 * 3);
    expect(cell.access.interfaceSize).toBe(4 * (2 * 3 + 3));
    expect(cell.access.getConfig()).toMatchObject({
      readHeads: 4,
      rowsRead: 4,
      accessThreshold: 0.005,
      vectorActivation: 'linear',
    });
  });

  test('its named states contain the last accesses, and the rows of each last read', () => {
    const layer = sam({...SMALL, returnState: true});
    const [, ...states] = layer.apply(sequenceInput()) as tf.Tensor[];
    const {access} = layer.cell.unpackState(states);
    const shapes = Object.entries(access).map(([name, {shape}]) => [name, shape]);
    expect(shapes).toEqual([
      ['memory', [2, 6, 3]],
      ['lastAccess', [2, 6]],
      ['time', [2, 1]],
      ['readRows0', [2, 2]],
      ['readWeights0', [2, 2]],
      ['readRows1', [2, 2]],
      ['readWeights1', [2, 2]],
    ]);
    expect([...access.time!.dataSync()]).toEqual([5, 5]);
  });

  test('keeps its memory between calls when stateful, and forgets it when reset', () => {
    const network = sequential({
      layers: [sam({...SMALL, stateful: true, batchInputShape: [2, null, 3], returnSequences: true})],
    });
    const x = sequenceInput(2, 4);
    const fresh = () => network.predict(x, {batchSize: 2}) as tf.Tensor3D;
    const [first, second] = [fresh(), fresh()];
    const whole = sam({...SMALL, returnSequences: true});
    whole.build([2, null, 3]);
    whole.setWeights(network.getWeights());
    const expected = whole.apply(tf.concat([x, x], 1)) as tf.Tensor;
    expectClose(tf.concat([first, second], 1), expected.dataSync(), {absolute: 1e-6, relative: 0});
    network.resetStates();
    expect(fresh().dataSync()).toEqual(first.dataSync());
  });

  test('as a cell of tf.layers.rnn, started from zeros, it is the same', () => {
    const layer = sam({...SMALL, returnSequences: true});
    const x = sequenceInput();
    const expected = layer.apply(x) as tf.Tensor;
    const {access} = layer.cell;
    const cell = new MemoryAugmentedCell({
      access,
      controller: SMALL.controller,
      units: 2,
      startsFromZeros: true,
    });
    const other = layers.rnn({cell, returnSequences: true});
    other.apply(x);
    other.setWeights(layer.getWeights());
    expectClose(other.apply(x) as tf.Tensor, expected.dataSync(), {absolute: 1e-6});
  });

  test('learns with fit to recall what came two steps before', async () => {
    await expectToRecall(sam({...SMALL, units: 4, inputShape: [null, 3], returnSequences: true}));
  });

  test('withRows runs the same network with another memory', () => {
    const small = sequential({layers: [sam({...SMALL, returnSequences: true, inputShape: [null, 3]})]});
    const same = withRows(small, 6);
    const larger = withRows(small, 9);
    const x = sequenceInput();
    const outputs = [small, same, larger].map((network) => (network.predict(x) as tf.Tensor).dataSync());
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[2]).not.toEqual(outputs[0]);
  });

  test('leaks nothing over forward and backward passes', () => {
    const layer = sam({...SMALL, returnSequences: true});
    const x = sequenceInput(1, 2);
    const loss = () => tf.sum(tf.square(layer.apply(x) as tf.Tensor)) as tf.Scalar;
    layer.build(x.shape);
    expectNoLeak(() => {
      const {value, grads} = tf.variableGrads(loss);
      return {value, grads};
    }, 200);
  });
});

describe('arguments', () => {
  test.each<[object, string]>([
    [{memory: {rows: 0, width: 3}}, 'memory.rows must be a positive integer, got 0'],
    [{memory: {rows: 6, width: 1.5}}, 'memory.width must be a positive integer, got 1.5'],
    [
      {memory: undefined},
      'memory must be an object with the options rows, width, contents, value, deviation, seed, got undefined',
    ],
    [{memory: {rows: 6, width: 3, row: 2}}, 'memory.row must be omitted'],
    [{readHeads: 0}, 'readHeads must be an integer at least 1 and at most 256, got 0'],
    [{readHeads: 7}, 'readHeads must be at most 6, the rows of the memory, got 7'],
    [{rowsRead: 0}, 'rowsRead must be a positive integer, got 0'],
    [{rowsRead: 2.5}, 'rowsRead must be a positive integer, got 2.5'],
    [{rowsRead: 7}, 'rowsRead must be at most 6, the rows of the memory, got 7'],
    [{accessThreshold: -0.1}, 'accessThreshold must be a finite number at least 0, got -0.1'],
    [{accessThreshold: '0.1'}, 'accessThreshold must be a finite number at least 0, got "0.1"'],
    [{vectorActivation: 'relu'}, 'vectorActivation must be one of "linear", "tanh", got "relu"'],
    [{firstBiases: {usage: 1}}, 'firstBiases.usage must be omitted'],
    [
      {memory: {rows: 2 ** 24 + 1, width: 3}},
      'memory.rows must be an integer at most 16777216, got 16777217',
    ],
    [
      {controller: {type: 'rnn', units: 4}},
      'controller.type must be one of "feedforward", "lstm", "gru", "gruResetAfter", got "rnn"',
    ],
    [{controller: undefined}, 'controller must be an RNNCell or an object {type, units}, got undefined'],
    [{units: 0}, 'units must be a positive integer, got 0'],
    [{seed: 1.5}, 'seed must be an integer, got 1.5'],
    [{heads: ['read']}, 'sam.heads must be omitted'],
  ])('rejects %j', (wrong, message) => {
    expect(() => sam({...SMALL, ...wrong} as SamArgs)).toThrow(message);
  });
});
