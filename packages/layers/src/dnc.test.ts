import {describeOnBackends, expectClose, expectNoLeak, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {
  expectGradientOfEachWeight,
  expectSameFromConfig,
  expectSavedAndLoaded,
  expectToRecall,
} from './fixtures/layerChecks.js';
import {type DncArgs, dnc, withRows} from './index.js';

const SMALL = {
  units: 2,
  controller: {type: 'lstm', units: 5},
  memory: {rows: 4, width: 3},
  seed: 7,
} as const satisfies DncArgs;

/** Every way to set up the layer that a user might take, each a model from `[batch, time, 3]`. */
const VARIANTS: Record<string, Partial<DncArgs>> = {
  'LSTM controller': {},
  'feedforward controller': {controller: {type: 'feedforward', units: 4}},
  'many heads': {readHeads: 2, writeHeads: 2},
  'all options': {readHeads: 2, contentMask: true, eraseFreed: true, sharpLinks: true},
  'bounded output': {outputClip: 0.1},
  'learned contents': {memory: {rows: 4, width: 3, contents: 'learned', deviation: 0.5}},
  'random contents': {memory: {rows: 4, width: 3, contents: 'random', seed: 3}},
  'biased heads and learned first states': {
    firstBiases: {allocationGate: 1, freeGate: -1},
    firstReads: 'learned',
    firstControllerState: 'learned',
  },
  'one row': {memory: {rows: 1, width: 3}},
};

function sequenceInput(batch = 2, steps = 4): tf.Tensor3D {
  return tf.randomNormal([batch, steps, 3], 0, 1, 'float32', 11);
}

describe.each(Object.entries(VARIANTS))('dnc with %s', (name, variant) => {
  const create = (more: Partial<DncArgs> = {}) => dnc({...SMALL, returnSequences: true, ...variant, ...more});

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

    test('every part of the interface vector has an effect', () => {
      const layer = create();
      const x = sequenceInput(2, 6);
      layer.build(x.shape);
      const bias = layer.weights.find(({originalName}) => originalName.endsWith('emission_bias'))!;
      const {grads} = tf.variableGrads(() => tf.sum(tf.square(layer.apply(x) as tf.Tensor)));
      const silent = [...grads[bias.name]!.dataSync()].filter((value) => value === 0);
      // With one row there is nothing to look up and nothing to follow.
      if (name !== 'one row') expect(silent).toEqual([]);
    });
  });
});

describe('dnc as a layer', () => {
  useBackend('cpu');

  test('its named states contain the weightings of reads and writes', () => {
    const layer = dnc({...SMALL, readHeads: 2, writeHeads: 2, returnState: true});
    const [, ...states] = layer.apply(sequenceInput()) as tf.Tensor[];
    const {access} = layer.cell.unpackState(states);
    const shapes = Object.entries(access).map(([name, {shape}]) => [name, shape]);
    expect(shapes).toEqual([
      ['memory', [2, 4, 3]],
      ['usage', [2, 4]],
      ['writeWeighting0', [2, 4]],
      ['writeWeighting1', [2, 4]],
      ['precedence0', [2, 4]],
      ['precedence1', [2, 4]],
      ['link0', [2, 4, 4]],
      ['link1', [2, 4, 4]],
      ['readWeighting0', [2, 4]],
      ['readWeighting1', [2, 4]],
    ]);
  });

  test('counts its parameters', () => {
    const network = sequential({layers: [dnc({...SMALL, inputShape: [null, 3]})]});
    const controller = 4 * 5 * (3 + 3 + 5 + 1);
    const write = 3 + 1 + 3 + 3 + 1 + 1;
    const read = 3 + 1 + 1 + 3;
    expect(network.countParams()).toBe(controller + (5 + 1) * (write + read) + (5 + 3 + 1) * 2);
  });

  test('has one head of each kind and no options by default', () => {
    expect(dnc(SMALL).cell.access.getConfig()).toMatchObject({
      readHeads: 1,
      writeHeads: 1,
      contentMask: false,
      eraseFreed: false,
      sharpLinks: false,
    });
  });

  test('outputClip bounds the output', () => {
    const layer = dnc({...SMALL, outputClip: 0.01, returnSequences: true});
    const output = layer.apply(tf.mul(100, sequenceInput())) as tf.Tensor;
    expectClose(tf.max(tf.abs(output)), [0.01]);
  });

  test('learns with fit to recall what came two steps before', async () => {
    await expectToRecall(dnc({...SMALL, units: 4, inputShape: [null, 3], returnSequences: true}));
  });

  test('withRows runs the same network with another memory', () => {
    const small = sequential({layers: [dnc({...SMALL, returnSequences: true, inputShape: [null, 3]})]});
    const [same, larger] = [withRows(small, 4), withRows(small, 7)];
    const x = sequenceInput();
    const outputs = [small, same, larger].map((network) => (network.predict(x) as tf.Tensor).dataSync());
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[2]).not.toEqual(outputs[0]);
  });

  test('leaks nothing over many forward and backward passes, nor when it is disposed', () => {
    const before = tf.memory().numTensors;
    const layer = dnc({
      ...SMALL,
      returnSequences: true,
      sharpLinks: true,
      contentMask: true,
      eraseFreed: true,
    });
    const x = sequenceInput(1, 2);
    layer.apply(x);
    expectNoLeak(() => {
      const {value, grads} = tf.variableGrads(() => tf.sum(layer.apply(x) as tf.Tensor) as tf.Scalar);
      return {value, grads};
    }, 50);
    layer.dispose();
    tf.dispose(x);
    // The output of the first call.
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});

describe('arguments', () => {
  test.each<[object, string]>([
    [{memory: {rows: 0, width: 3}}, 'memory.rows must be a positive integer, got 0'],
    [{memory: {rows: 6, width: 2.5}}, 'memory.width must be a positive integer, got 2.5'],
    [{memory: undefined}, 'memory must be an object with the options rows, width, contents'],
    [{memory: {rows: 6, width: 3, row: 2}}, 'memory.row must be omitted'],
    [{memory: {rows: 6, width: 3, contents: 'zeros'}}, 'memory.contents must be one of "constant", "random"'],
    [{readHeads: 0}, 'readHeads must be an integer at least 1 and at most 256, got 0'],
    [{readHeads: '2'}, 'readHeads must be an integer at least 1 and at most 256, got "2"'],
    [{writeHeads: 1.5}, 'writeHeads must be an integer at least 1 and at most 256, got 1.5'],
    [{contentMask: 1}, 'contentMask must be true or false, got 1'],
    [{eraseFreed: 'yes'}, 'eraseFreed must be true or false, got "yes"'],
    [{sharpLinks: 0}, 'sharpLinks must be true or false, got 0'],
    [{outputClip: 0}, 'outputClip must be a finite number above 0, got 0'],
    [{outputClip: '20'}, 'outputClip must be a finite number above 0, got "20"'],
    [{controller: undefined}, 'controller must be an RNNCell or an object {type, units}, got undefined'],
    [{controller: {type: 'lstm', units: 0}}, 'controller.units must be a positive integer, got 0'],
    [{units: undefined}, 'units must be a positive integer, got undefined'],
    [{seed: 1.5}, 'seed must be an integer, got 1.5'],
    [{heads: ['write', 'read']}, 'dnc.heads must be omitted'],
    [{shiftRange: 1}, 'dnc.shiftRange must be omitted'],
  ])('rejects %j', (wrong, message) => {
    expect(() => dnc({...SMALL, ...wrong} as DncArgs)).toThrow(message);
  });
});
