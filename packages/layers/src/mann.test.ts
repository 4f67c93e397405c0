import {describeOnBackends, expectNoLeak, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {
  expectGradientOfEachWeight,
  expectSameFromConfig,
  expectSavedAndLoaded,
  expectToRecall,
} from './fixtures/layerChecks.js';
import {type MannArgs, mann, withRows} from './index.js';

const SMALL = {
  units: 2,
  controller: {type: 'lstm', units: 5},
  memory: {rows: 6, width: 3},
  readHeads: 2,
  seed: 7,
} as const satisfies MannArgs;

/** Every way to set up the layer that a user might take, each a model from `[batch, time, 3]`. */
const VARIANTS: Record<string, Partial<MannArgs>> = {
  'LSTM controller': {},
  'feedforward controller': {controller: {type: 'feedforward', units: 4}},
  'GRU controller': {controller: {type: 'gru', units: 4}},
  'one head': {readHeads: 1},
  'as many heads as rows': {readHeads: 6},
  'linear keys and usage that does not decay': {keyActivation: 'linear', usageDecay: 1},
  'key strengths and vectors of their own to write': {keyStrength: true, addVector: true},
  'biased heads and learned first states': {
    firstBiases: {writeGate: -2},
    firstReads: 'learned',
    firstControllerState: 'learned',
  },
  'learned contents': {memory: {rows: 6, width: 3, contents: 'learned', deviation: 0.5}},
  'random contents': {memory: {rows: 6, width: 3, contents: 'random', seed: 3}},
};

function sequenceInput(batch = 2, steps = 5): tf.Tensor3D {
  return tf.randomNormal([batch, steps, 3], 0, 1, 'float32', 11);
}

describe.each(Object.entries(VARIANTS))('mann with %s', (_, variant) => {
  const create = (more: Partial<MannArgs> = {}) =>
    mann({...SMALL, returnSequences: true, ...variant, ...more});

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

describe('mann as a layer', () => {
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
      [2, 6],
      [2, 6],
    ];
    const shapes = (args: Partial<MannArgs>) => {
      const outputs = [mann({...SMALL, ...args}).apply(x) as tf.Tensor | tf.Tensor[]].flat();
      return outputs.map(({shape}) => shape);
    };
    expect(shapes({})).toEqual([[2, 2]]);
    expect(shapes({returnSequences: true})).toEqual([[2, 5, 2]]);
    expect(shapes({returnSequences: true, returnState: true})).toEqual([[2, 5, 2], ...states]);
  });

  test('has four heads by default', () => {
    const {readHeads: _, ...args} = SMALL;
    const cell = mann(args).cell;
    expect(cell.access.readSize).toBe(4 * 3);
    expect(cell.access.interfaceSize).toBe(4 * (3 + 1));
    expect(cell.access.getConfig()).toMatchObject({readHeads: 4, usageDecay: 0.95, keyActivation: 'tanh'});
  });

  test('its named states contain the read weightings and the usage', () => {
    const layer = mann({...SMALL, returnState: true});
    const [, ...states] = layer.apply(sequenceInput()) as tf.Tensor[];
    const {access} = layer.cell.unpackState(states);
    const shapes = Object.entries(access).map(([name, {shape}]) => [name, shape]);
    expect(shapes).toEqual([
      ['memory', [2, 6, 3]],
      ['usage', [2, 6]],
      ['readWeighting0', [2, 6]],
      ['readWeighting1', [2, 6]],
    ]);
  });

  test('learns with fit to recall what came two steps before', async () => {
    await expectToRecall(mann({...SMALL, units: 4, inputShape: [null, 3], returnSequences: true}));
  });

  test('withRows runs the same network with another memory', () => {
    const small = sequential({layers: [mann({...SMALL, returnSequences: true, inputShape: [null, 3]})]});
    const same = withRows(small, 6);
    const larger = withRows(small, 9);
    const x = sequenceInput();
    const outputs = [small, same, larger].map((network) => (network.predict(x) as tf.Tensor).dataSync());
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[2]).not.toEqual(outputs[0]);
  });

  test('leaks nothing over forward and backward passes', () => {
    const layer = mann({...SMALL, returnSequences: true});
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
    [{usageDecay: 1.01}, 'usageDecay must be a finite number at least 0 and at most 1, got 1.01'],
    [{usageDecay: '0.9'}, 'usageDecay must be a finite number at least 0 and at most 1, got "0.9"'],
    [{keyStrength: 2}, 'keyStrength must be true or false, got 2'],
    [{addVector: 'yes'}, 'addVector must be true or false, got "yes"'],
    [{keyActivation: 'relu'}, 'keyActivation must be one of "linear", "tanh", got "relu"'],
    [
      {controller: {type: 'rnn', units: 4}},
      'controller.type must be one of "feedforward", "lstm", "gru", "gruResetAfter", got "rnn"',
    ],
    [{controller: undefined}, 'controller must be an RNNCell or an object {type, units}, got undefined'],
    [{units: 0}, 'units must be a positive integer, got 0'],
    [{seed: 1.5}, 'seed must be an integer, got 1.5'],
    [{heads: ['read']}, 'mann.heads must be omitted'],
  ])('rejects %j', (wrong, message) => {
    expect(() => mann({...SMALL, ...wrong} as MannArgs)).toThrow(message);
  });
});
