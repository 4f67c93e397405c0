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
import {type AttentionArgs, attention, MemoryAugmentedCell, withRows} from './index.js';

const SMALL = {
  units: 2,
  controller: {type: 'lstm', units: 5},
  memory: {rows: 6, width: 3},
  readHeads: 2,
  seed: 7,
} as const satisfies AttentionArgs;

/** Every way to set up the layer that a user might take, each a model from `[batch, time, 3]`. */
const VARIANTS: Record<string, Partial<AttentionArgs>> = {
  'LSTM controller': {},
  'feedforward controller': {controller: {type: 'feedforward', units: 4}},
  'GRU controller': {controller: {type: 'gru', units: 4}},
  'one head': {readHeads: 1},
  'no positions, and a window shorter than the sequence': {positions: 'none', memory: {rows: 2, width: 3}},
  'learned first states': {firstReads: 'learned', firstControllerState: 'learned'},
  'one block': {blocks: 1},
  'three blocks, and a window shorter than the sequence': {blocks: 3, memory: {rows: 2, width: 3}},
};

function sequenceInput(batch = 2, steps = 5): tf.Tensor3D {
  return tf.randomNormal([batch, steps, 3], 0, 1, 'float32', 11);
}

describe.each(Object.entries(VARIANTS))('attention with %s', (_, variant) => {
  const create = (more: Partial<AttentionArgs> = {}) =>
    attention({...SMALL, returnSequences: true, ...variant, ...more});

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

describe('attention as a layer', () => {
  useBackend('cpu');

  test('shapes with and without sequences and states', () => {
    const x = sequenceInput();
    const shapes = (args: Partial<AttentionArgs>) => {
      const outputs = [attention({...SMALL, ...args}).apply(x) as tf.Tensor | tf.Tensor[]].flat();
      return outputs.map(({shape}) => shape);
    };
    const states = (memory: number) => [
      [2, 2],
      [2, 5],
      [2, 5],
      [2, 6],
      [2, memory],
      [2, 6],
    ];
    expect(shapes({})).toEqual([[2, 2]]);
    expect(shapes({returnSequences: true})).toEqual([[2, 5, 2]]);
    expect(shapes({returnSequences: true, returnState: true})).toEqual([[2, 5, 2], ...states(6 * 12)]);
    expect(shapes({returnState: true, blocks: 3})).toEqual([[2, 2], ...states(6 * 12 * 3)]);
  });

  test('has four heads with slopes and no block by default', () => {
    const {readHeads: _, ...args} = SMALL;
    const {access} = attention(args).cell;
    expect(access.readSize).toBe(4 * 3);
    expect(access.interfaceSize).toBe(3 * 4 * 3);
    expect(access.weightSpecs).toEqual({});
    expect(access.getConfig()).toEqual({
      memory: {rows: 6, width: 3},
      readHeads: 4,
      blocks: 0,
      positions: 'alibi',
    });
  });

  test('its blocks begin as they are declared: gains of 1, biases of 0, matrices by their deviation', () => {
    const layer = attention({...SMALL, readHeads: 4, memory: {rows: 6, width: 8}, blocks: 2});
    layer.build([null, null, 3]);
    const {weightSpecs} = layer.cell.access;
    expect(Object.keys(weightSpecs)).toHaveLength(2 * 10 + 2);
    for (const [name, {shape, deviation, mean = 0}] of Object.entries(weightSpecs)) {
      const weight = layer.weights.find(({originalName}) => originalName.split('/').at(-1) === name)!;
      expect(weight.shape).toEqual(shape);
      const values = weight.read();
      const {mean: actual, variance} = tf.moments(values);
      const [center, spread] = [actual.dataSync()[0]!, Math.sqrt(variance.dataSync()[0]!)];
      if (deviation === 0) expect([center, spread]).toEqual([mean, 0]);
      else {
        expect(Math.abs(center - mean)).toBeLessThan(0.2 * deviation);
        expect(spread / deviation).toBeCloseTo(1, 1);
      }
    }
  });

  test('keeps its memory between calls when stateful, and forgets it when reset', () => {
    const args = {...SMALL, blocks: 1, returnSequences: true} as const;
    const network = sequential({
      layers: [attention({...args, stateful: true, batchInputShape: [2, null, 3]})],
    });
    const x = sequenceInput(2, 4);
    const fresh = () => network.predict(x, {batchSize: 2}) as tf.Tensor3D;
    const [first, second] = [fresh(), fresh()];
    const whole = attention(args);
    whole.build([2, null, 3]);
    whole.setWeights(network.getWeights());
    const expected = whole.apply(tf.concat([x, x], 1)) as tf.Tensor;
    expectClose(tf.concat([first, second], 1), expected.dataSync(), {absolute: 1e-5, relative: 0});
    network.resetStates();
    expect(fresh().dataSync()).toEqual(first.dataSync());
  });

  test('a masked step is not remembered', () => {
    const layer = attention({...SMALL, blocks: 1, returnSequences: true});
    const network = sequential({layers: [layers.masking({maskValue: 9, inputShape: [null, 3]}), layer]});
    const x = sequenceInput(2, 5);
    const [before, after] = tf.split(x, [2, 3], 1) as [tf.Tensor3D, tf.Tensor3D];
    const masked = tf.concat([before, tf.fill([2, 2, 3], 9), after], 1);
    const outputs = network.predict(masked) as tf.Tensor3D;
    const expected = network.predict(x) as tf.Tensor3D;
    expectClose(tf.slice(outputs, [0, 4, 0]), tf.slice(expected, [0, 2, 0]).dataSync(), {absolute: 1e-6});
  });

  test('as a cell of tf.layers.rnn, started from zeros, it is the same', () => {
    const layer = attention({...SMALL, blocks: 1, returnSequences: true});
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
    const controller = {type: 'feedforward', units: 8} as const;
    await expectToRecall(
      attention({...SMALL, controller, units: 4, inputShape: [null, 3], returnSequences: true}),
    );
  });

  test('withRows runs the same weights with another window', () => {
    const small = sequential({
      layers: [attention({...SMALL, blocks: 2, returnSequences: true, inputShape: [null, 3]})],
    });
    const x = sequenceInput(2, 9);
    const [before, same, longer, shorter] = [
      small,
      withRows(small, 6),
      withRows(small, 20),
      withRows(small, 2),
    ].map((network) => (network.predict(x) as tf.Tensor3D).arraySync());
    expect(same).toEqual(before);
    const differs = (other: number[][][]) =>
      other[0]!.map((step, time) => `${step}` !== `${before![0]![time]}`);
    expect(differs(longer!)).toEqual([...new Array(6).fill(false), true, true, true]);
    expect(differs(shorter!)).toEqual([false, false, ...new Array(7).fill(true)]);
  });

  test('leaks nothing over forward and backward passes', () => {
    const layer = attention({...SMALL, blocks: 1, returnSequences: true});
    const x = sequenceInput(1, 2);
    const loss = () => tf.sum(tf.square(layer.apply(x) as tf.Tensor)) as tf.Scalar;
    layer.build(x.shape);
    expectNoLeak(() => {
      const {value, grads} = tf.variableGrads(loss);
      return {value, grads};
    }, 30);
  });
});

describe('arguments', () => {
  test.each<[object, string]>([
    [{memory: {rows: 0, width: 3}}, 'memory.rows must be a positive integer, got 0'],
    [{memory: {rows: 6, width: 1.5}}, 'memory.width must be a positive integer, got 1.5'],
    [{memory: undefined}, 'memory must be an object with the options rows, width, got undefined'],
    [{memory: {rows: 6, width: 3, contents: 'learned'}}, 'memory.contents must be omitted'],
    [{readHeads: 0}, 'readHeads must be an integer at least 1 and at most 256, got 0'],
    [{blocks: -1}, 'blocks must be an integer at least 0 and at most 256, got -1'],
    [{blocks: 257}, 'blocks must be an integer at least 0 and at most 256, got 257'],
    [{positions: 'rotary'}, 'positions must be one of "alibi", "none", got "rotary"'],
    [{controller: undefined}, 'controller must be an RNNCell or an object {type, units}, got undefined'],
    [{units: 0}, 'units must be a positive integer, got 0'],
    [{heads: ['read']}, 'attention.heads must be omitted'],
  ])('rejects %j', (wrong, message) => {
    expect(() => attention({...SMALL, ...wrong} as AttentionArgs)).toThrow(message);
  });
});
