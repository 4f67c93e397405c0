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
import {
  type MemoryAugmentedRNN,
  type NeuralStackArgs,
  neuralDeque,
  neuralQueue,
  neuralStack,
  withRows,
} from './index.js';

const LAYERS = [
  ['neuralStack', neuralStack, 1],
  ['neuralQueue', neuralQueue, 1],
  ['neuralDeque', neuralDeque, 2],
] as const;

const SMALL = {
  units: 2,
  controller: {type: 'lstm', units: 5},
  memory: {rows: 6, width: 3},
  seed: 7,
} as const satisfies NeuralStackArgs;

const VARIANTS: Record<string, Partial<NeuralStackArgs>> = {
  'LSTM controller': {},
  'feedforward controller and bounded output': {controller: {type: 'feedforward', units: 4}, outputClip: 0.5},
  'a read gain and a push bias': {readGain: 0.3, pushBias: 0.1},
  'fewer rows than steps': {memory: {rows: 4, width: 3}},
};

function sequenceInput(batch = 2, steps = 5): tf.Tensor3D {
  return tf.randomNormal([batch, steps, 3], 0, 1, 'float32', 11);
}

describe.each(LAYERS)('%s', (name, layerOf, ends) => {
  describe.each(Object.entries(VARIANTS))('with %s', (_, variant) => {
    const create = (more: Partial<NeuralStackArgs> = {}) =>
      layerOf({...SMALL, returnSequences: true, ...variant, ...more});

    describeOnBackends('runs', () => {
      test('is saved and loaded with the same outputs to the last bit', async () => {
        await expectSavedAndLoaded(create({inputShape: [null, 3]}), sequenceInput());
      });

      test('survives its config', () => {
        expectSameFromConfig(create(), sequenceInput());
      });

      test('every weight gets a finite gradient, and so does each part of the interface vector', () => {
        const layer = create();
        const grads = expectGradientOfEachWeight(layer, sequenceInput());
        const bias = layer.weights.find(({originalName}) => originalName.endsWith('emission_bias'))!;
        expect([...grads[bias.name]!.dataSync()].every((value) => value !== 0)).toBe(true);
      });
    });
  });

  describe('as a layer', () => {
    useBackend('cpu');

    test('shapes with and without sequences and states, which have names', () => {
      const x = sequenceInput();
      const shapes = (outputs: tf.Tensor | tf.Tensor[]) => [outputs].flat().map(({shape}) => shape);
      expect(shapes(layerOf(SMALL).apply(x) as tf.Tensor)).toEqual([[2, 2]]);
      const layer = layerOf({...SMALL, returnSequences: true, returnState: true});
      const [output, ...states] = layer.apply(x) as tf.Tensor[];
      expect(output!.shape).toEqual([2, 5, 2]);
      expect(shapes(states)).toEqual([
        [2, 2],
        [2, 5],
        [2, 5],
        [2, ends * 3],
        [2, 18],
        [2, 6],
      ]);
      const {memory, strengths} = layer.cell.unpackState(states).access;
      expect(shapes([memory!, strengths!])).toEqual([
        [2, 6, 3],
        [2, 6],
      ]);
    });

    test('counts its parameters', () => {
      const network = sequential({layers: [layerOf({...SMALL, inputShape: [null, 3]})]});
      const reads = ends * 3;
      const controller = 4 * 5 * (3 + reads + 5 + 1);
      const interfaceWeights = (5 + 1) * ends * (3 + 2);
      expect(network.countParams()).toBe(controller + interfaceWeights + (5 + reads + 1) * 2);
    });

    test('more rows change nothing while nothing falls off', () => {
      const small = sequential({layers: [layerOf({...SMALL, returnSequences: true, inputShape: [null, 3]})]});
      const larger = withRows(small, 10);
      const x = sequenceInput(2, 3);
      const [before, after] = [small, larger].map((network) => (network.predict(x) as tf.Tensor).dataSync());
      expect(after).toEqual(before);
      const {cell} = larger.layers[0] as MemoryAugmentedRNN;
      expect(cell.access.getConfig()).toEqual({memory: {rows: 10, width: 3}});
    });

    test('learns with fit to recall what came two steps before', async () => {
      await expectToRecall(layerOf({...SMALL, units: 4, inputShape: [null, 3], returnSequences: true}));
    });

    test('leaks nothing over forward and backward passes', () => {
      const layer = layerOf({...SMALL, returnSequences: true});
      const x = sequenceInput(1, 2);
      layer.build(x.shape);
      expectNoLeak(() => {
        const {value, grads} = tf.variableGrads(
          () => tf.sum(tf.square(layer.apply(x) as tf.Tensor)) as tf.Scalar,
        );
        return {value, grads};
      }, 100);
    });

    test.each<[object, string]>([
      [{memory: {rows: 0, width: 3}}, 'memory.rows must be a positive integer, got 0'],
      [{memory: {rows: 6, width: 1.5}}, 'memory.width must be a positive integer, got 1.5'],
      [{memory: undefined}, 'memory must be an object with the options rows, width, got undefined'],
      [
        {memory: {rows: 6, width: 3, contents: 'random'}},
        'memory.contents must be omitted (the options are rows, width), got "random"',
      ],
      [{controller: undefined}, 'controller must be an RNNCell or an object {type, units}, got undefined'],
      [{units: 0}, 'units must be a positive integer, got 0'],
      [{seed: 1.5}, 'seed must be an integer, got 1.5'],
      [{outputClip: 0}, 'outputClip must be a finite number above 0, got 0'],
      [{readGain: -1}, 'readGain must be a finite number above 0, got -1'],
      [{pushBias: '2'}, 'pushBias must be a finite number, got "2"'],
      [{heads: ['read']}, `${name}.heads must be omitted`],
    ])('rejects %j', (wrong, message) => {
      expect(() => layerOf({...SMALL, ...wrong} as NeuralStackArgs)).toThrow(message);
    });
  });
});

test('a deque has an even number of rows', () => {
  expect(() => neuralDeque({...SMALL, memory: {rows: 5, width: 3}})).toThrow(
    'memory.rows must be an even number, got 5',
  );
});
