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
import {MemoryAugmentedCell, type SdncArgs, sdnc, withRows} from './index.js';

const SMALL = {
  units: 2,
  controller: {type: 'lstm', units: 5},
  memory: {rows: 6, width: 3},
  readHeads: 2,
  rowsRead: 2,
  links: 3,
  seed: 7,
} as const satisfies SdncArgs;

/** Every way to set up the layer that a user might take, each a model from `[batch, time, 3]`. */
const VARIANTS: Record<string, Partial<SdncArgs>> = {
  'LSTM controller': {},
  'feedforward controller': {controller: {type: 'feedforward', units: 4}},
  'GRU controller': {controller: {type: 'gru', units: 4}},
  'one head': {readHeads: 1},
  'as many rows read and links as rows': {memory: {rows: 4, width: 3}, rowsRead: 4, links: 4},
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

describe.each(Object.entries(VARIANTS))('sdnc with %s', (_, variant) => {
  const create = (more: Partial<SdncArgs> = {}) =>
    sdnc({...SMALL, returnSequences: true, ...variant, ...more});

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

describe('sdnc as a layer', () => {
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
      [2, 18],
      [2, 18],
      [2, 18],
      [2, 3],
      [2, 3],
      [2, 6],
      [2, 6],
      [2, 6],
      [2, 6],
    ];
    const shapes = (args: Partial<SdncArgs>) => {
      const outputs = [sdnc({...SMALL, ...args}).apply(x) as tf.Tensor | tf.Tensor[]].flat();
      return outputs.map(({shape}) => shape);
    };
    expect(shapes({})).toEqual([[2, 2]]);
    expect(shapes({returnSequences: true})).toEqual([[2, 5, 2]]);
    expect(shapes({returnSequences: true, returnState: true})).toEqual([[2, 5, 2], ...states]);
  });

  test('has one read head that reads four rows, and eight links a row, by default', () => {
    const {readHeads: _, rowsRead: __, links: ___, ...args} = SMALL;
    const cell = sdnc(args).cell;
    expect(cell.access.readSize).toBe(3);
    expect(cell.access.interfaceSize).toBe(3 + 2 + (3 + 1 + 3));
    expect(cell.access.getConfig()).toMatchObject({
      readHeads: 1,
      rowsRead: 4,
      links: 8,
      accessThreshold: 0.005,
      vectorActivation: 'linear',
    });
  });

  test('its named states contain the last accesses, the links, and the rows of each last read', () => {
    const layer = sdnc({...SMALL, returnState: true});
    const [, ...states] = layer.apply(sequenceInput()) as tf.Tensor[];
    const {access} = layer.cell.unpackState(states);
    const shapes = Object.entries(access).map(([name, {shape}]) => [name, shape]);
    expect(shapes).toEqual([
      ['memory', [2, 6, 3]],
      ['lastAccess', [2, 6]],
      ['time', [2, 1]],
      ['predecessors', [2, 6, 3]],
      ['strengths', [2, 6, 3]],
      ['successors', [2, 6, 3]],
      ['precedenceRows', [2, 3]],
      ['precedence', [2, 3]],
      ['readRows0', [2, 6]],
      ['readWeights0', [2, 6]],
      ['readRows1', [2, 6]],
      ['readWeights1', [2, 6]],
    ]);
    expect([...access.time!.dataSync()]).toEqual([5, 5]);
  });

  test('keeps its memory between calls when stateful, and forgets it when reset', () => {
    const network = sequential({
      layers: [sdnc({...SMALL, stateful: true, batchInputShape: [2, null, 3], returnSequences: true})],
    });
    const x = sequenceInput(2, 4);
    const fresh = () => network.predict(x, {batchSize: 2}) as tf.Tensor3D;
    const [first, second] = [fresh(), fresh()];
    const whole = sdnc({...SMALL, returnSequences: true});
    whole.build([2, null, 3]);
    whole.setWeights(network.getWeights());
    const expected = whole.apply(tf.concat([x, x], 1)) as tf.Tensor;
    expectClose(tf.concat([first, second], 1), expected.dataSync(), {absolute: 1e-6, relative: 0});
    network.resetStates();
    expect(fresh().dataSync()).toEqual(first.dataSync());
  });

  test('as a cell of tf.layers.rnn, started from zeros, it is the same', () => {
    const layer = sdnc({...SMALL, returnSequences: true});
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

  test('learns with fit to recall what came two steps before', {tags: ['full']}, async () => {
    await expectToRecall(
      sdnc({
        ...SMALL,
        units: 4,
        readHeads: 1,
        inputShape: [null, 3],
        returnSequences: true,
      }),
    );
  });

  test('withRows runs the same network with another memory', () => {
    const small = sequential({layers: [sdnc({...SMALL, returnSequences: true, inputShape: [null, 3]})]});
    const same = withRows(small, 6);
    const larger = withRows(small, 9);
    const x = sequenceInput();
    const outputs = [small, same, larger].map((network) => (network.predict(x) as tf.Tensor).dataSync());
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[2]).not.toEqual(outputs[0]);
  });

  test('leaks nothing over forward and backward passes', () => {
    const layer = sdnc({...SMALL, returnSequences: true});
    const x = sequenceInput(1, 2);
    const loss = () => tf.sum(tf.square(layer.apply(x) as tf.Tensor)) as tf.Scalar;
    layer.build(x.shape);
    expectNoLeak(() => {
      const {value, grads} = tf.variableGrads(loss);
      return {value, grads};
    }, 12);
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
    [{links: 0}, 'links must be a positive integer, got 0'],
    [{links: 2.5}, 'links must be a positive integer, got 2.5'],
    [{links: '8'}, 'links must be a positive integer, got "8"'],
    [{link: 8}, 'sdnc.link must be omitted: did you mean links?'],
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
    [{heads: ['read']}, 'sdnc.heads must be omitted'],
  ])('rejects %j', (wrong, message) => {
    expect(() => sdnc({...SMALL, ...wrong} as SdncArgs)).toThrow(message);
  });
});
