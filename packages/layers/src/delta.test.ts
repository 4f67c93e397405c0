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
import {type DeltaArgs, delta, MemoryAugmentedCell, withRows} from './index.js';

const SMALL = {
  units: 2,
  controller: {type: 'lstm', units: 5},
  memory: {rows: 4, width: 3},
  readHeads: 2,
  seed: 7,
} as const satisfies DeltaArgs;

/** Every way to set up the layer that a user might take, each a model from `[batch, time, 3]`. */
const VARIANTS: Record<string, Partial<DeltaArgs>> = {
  'LSTM controller': {},
  'feedforward controller': {controller: {type: 'feedforward', units: 4}},
  'GRU controller': {controller: {type: 'gru', units: 4}},
  'one head': {readHeads: 1},
  'one row and more heads': {memory: {rows: 1, width: 3}, readHeads: 3},
  sums: {rule: 'sum'},
  'decay and write strengths up to 2': {decay: true, maxWriteStrength: 2},
  'SiLU keys': {keyActivation: 'silu'},
  'biased heads and learned first states': {
    decay: true,
    firstBiases: {writeStrength: -2, decay: 3},
    firstReads: 'learned',
    firstControllerState: 'learned',
  },
};

function sequenceInput(batch = 2, steps = 5): tf.Tensor3D {
  return tf.randomNormal([batch, steps, 3], 0, 1, 'float32', 11);
}

describe.each(Object.entries(VARIANTS))('delta with %s', (_, variant) => {
  const create = (more: Partial<DeltaArgs> = {}) =>
    delta({...SMALL, returnSequences: true, ...variant, ...more});

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

describe('delta as a layer', () => {
  useBackend('cpu');

  test('shapes with and without sequences and states', () => {
    const x = sequenceInput();
    const states = [
      [2, 2],
      [2, 5],
      [2, 5],
      [2, 6],
      [2, 12],
      [2, 12],
    ];
    const shapes = (args: Partial<DeltaArgs>) => {
      const outputs = [delta({...SMALL, ...args}).apply(x) as tf.Tensor | tf.Tensor[]].flat();
      return outputs.map(({shape}) => shape);
    };
    expect(shapes({})).toEqual([[2, 2]]);
    expect(shapes({returnSequences: true})).toEqual([[2, 5, 2]]);
    expect(shapes({returnSequences: true, returnState: true})).toEqual([[2, 5, 2], ...states]);
  });

  test('has four heads of the delta rule by default', () => {
    const {readHeads: _, ...args} = SMALL;
    const cell = delta(args).cell;
    expect(cell.access.readSize).toBe(4 * 3);
    expect(cell.access.interfaceSize).toBe(4 * (4 + 4 + 3 + 1));
    expect(cell.access.getConfig()).toEqual({
      memory: {rows: 4, width: 3},
      readHeads: 4,
      rule: 'delta',
      decay: false,
      maxWriteStrength: 1,
      keyActivation: 'linear',
    });
  });

  test('its named states contain the matrix of each head', () => {
    const layer = delta({...SMALL, returnState: true});
    const [, ...states] = layer.apply(sequenceInput()) as tf.Tensor[];
    const {access} = layer.cell.unpackState(states);
    expect(Object.entries(access).map(([name, {shape}]) => [name, shape])).toEqual([
      ['memory0', [2, 4, 3]],
      ['memory1', [2, 4, 3]],
    ]);
  });

  test('keeps its matrices between calls when stateful, and forgets them when reset', () => {
    const network = sequential({
      layers: [delta({...SMALL, stateful: true, batchInputShape: [2, null, 3], returnSequences: true})],
    });
    const x = sequenceInput(2, 4);
    const fresh = () => network.predict(x, {batchSize: 2}) as tf.Tensor3D;
    const [first, second] = [fresh(), fresh()];
    const whole = delta({...SMALL, returnSequences: true});
    whole.build([2, null, 3]);
    whole.setWeights(network.getWeights());
    const expected = whole.apply(tf.concat([x, x], 1)) as tf.Tensor;
    expectClose(tf.concat([first, second], 1), expected.dataSync(), {absolute: 1e-6, relative: 0});
    network.resetStates();
    expect(fresh().dataSync()).toEqual(first.dataSync());
  });

  test('holds its matrices at masked steps', () => {
    const x = sequenceInput();
    const padded = tf.concat([x, tf.zeros([2, 3, 3])], 1);
    const network = sequential({layers: [layers.masking({inputShape: [null, 3]}), delta(SMALL)]});
    expectClose(network.predict(padded) as tf.Tensor, (network.predict(x) as tf.Tensor).dataSync());
  });

  test('as a cell of tf.layers.rnn, started from zeros, it is the same', () => {
    const layer = delta({...SMALL, returnSequences: true});
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
    await expectToRecall(delta({...SMALL, units: 4, inputShape: [null, 3], returnSequences: true}));
  });

  test('refuses another number of rows, on which its weights depend', () => {
    const network = sequential({layers: [delta({...SMALL, inputShape: [null, 3]})]});
    expect(() => withRows(network, 9)).toThrow(
      'rows must be those of the model, since DeltaAccess does not implement withRows, got 9',
    );
  });

  test('leaks nothing over forward and backward passes', () => {
    const layer = delta({...SMALL, returnSequences: true});
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
    [{memory: undefined}, 'memory must be an object with the options rows, width, got undefined'],
    [{memory: {rows: 6, width: 3, contents: 'learned'}}, 'memory.contents must be omitted'],
    [{readHeads: 0}, 'readHeads must be an integer at least 1 and at most 256, got 0'],
    [{rule: 'hebb'}, 'rule must be one of "delta", "sum", got "hebb"'],
    [{decay: 0.9}, 'decay must be true or false, got 0.9'],
    [{maxWriteStrength: 0}, 'maxWriteStrength must be a finite number above 0 and at most 2, got 0'],
    [{maxWriteStrength: 2.5}, 'maxWriteStrength must be a finite number above 0 and at most 2, got 2.5'],
    [{keyActivation: 'tanh'}, 'keyActivation must be one of "linear", "silu", got "tanh"'],
    [{firstBiases: {keyStrength: 1}}, 'firstBiases.keyStrength must be omitted'],
    [
      {controller: {type: 'rnn', units: 4}},
      'controller.type must be one of "feedforward", "lstm", "gru", "gruResetAfter", got "rnn"',
    ],
    [{controller: undefined}, 'controller must be an RNNCell or an object {type, units}, got undefined'],
    [{units: 0}, 'units must be a positive integer, got 0'],
    [{seed: 1.5}, 'seed must be an integer, got 1.5'],
    [{heads: 2}, 'delta.heads must be omitted'],
  ])('rejects %j', (wrong, message) => {
    expect(() => delta({...SMALL, ...wrong} as DeltaArgs)).toThrow(message);
  });
});
