import {ntm, sam} from '@ntmjs/layers';
import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {adamRule} from '../fixtures/adamRule.js';
import type {LossGradient} from './sequenceLoss.js';
import {LayerTrainer} from './trainer.js';
import {NonFiniteGradient} from './update.js';
import type {ClipRule} from './updateRule.js';

useBackend('cpu');

const [BATCH, STEPS, INPUTS, UNITS] = [3, 4, 5, 2];
const RULE = adamRule();

const layerOf = (learned: boolean) => {
  const layer = ntm({
    units: UNITS,
    controller: {type: learned ? 'lstm' : 'feedforward', units: 7},
    memory: {rows: 6, width: 3, contents: learned ? 'learned' : 'constant'},
    firstWeighting: learned ? 'learned' : 'oneHot',
    firstReads: learned ? 'learned' : 'zeros',
    firstControllerState: learned ? 'learned' : 'zeros',
    firstBiases: {keyStrength: 1},
    returnSequences: true,
    seed: 1,
  });
  layer.build([null, STEPS, INPUTS]);
  return layer;
};

/** Its steps change rows of its memory in place. */
const sparseLayer = (contents: 'constant' | 'learned') => {
  const layer = sam({
    units: UNITS,
    controller: {type: 'lstm', units: 7},
    memory: {rows: 12, width: 3, contents},
    readHeads: 2,
    rowsRead: 2,
    returnSequences: true,
    seed: 1,
  });
  layer.build([null, STEPS, INPUTS]);
  return layer;
};

function trainerOf(layer: RNN, clip: ClipRule = {}): LayerTrainer {
  const trainer = new LayerTrainer(layer, RULE, clip);
  trainer.load(
    layer.trainableWeights.map((weight) => weight.read().dataSync()),
    [],
    0,
  );
  return trainer;
}

const inputs = (seed: number) =>
  tf.tidy(() => tf.randomUniform([BATCH, STEPS, INPUTS], -1, 1, 'float32', seed).dataSync() as Float32Array);

/** The gradient of half the sum of squared outputs. */
const squares: LossGradient = (sequence, outputs, gradient) => {
  const [start, end] = [sequence, sequence + 1].map((index) => index * STEPS * UNITS);
  gradient.set(outputs.subarray(start, end), start);
};

/** The weights after some steps, with a call of `between` after each. */
function trained(layer: RNN, between: () => void): Float32Array[] {
  const trainer = trainerOf(layer);
  for (let step = 0; step < 3; step++) {
    trainer.step({batch: BATCH, steps: STEPS, inputs: inputs(step)}, squares, 0.01);
    between();
  }
  const weights = trainer.weights();
  trainer.dispose();
  return weights;
}

test.each([false, true])(
  'the layer may be applied between two steps (learned initial states: %s)',
  (learned) => {
    const layer = layerOf(learned);
    const applied = trained(layer, () => tf.dispose(layer.apply(tf.zeros([2, STEPS, INPUTS])) as tf.Tensor));
    expect(applied).toEqual(trained(layerOf(learned), () => {}));
  },
);

/** The same steps with tfjs. */
function trainEagerly(layer: RNN, steps: number): void {
  const optimizer = tf.train.adam(0.01);
  const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  for (let step = 0; step < steps; step++) {
    tf.tidy(() => {
      const {grads} = tf.variableGrads(() => {
        const outputs = layer.apply(tf.tensor(inputs(step), [BATCH, STEPS, INPUTS])) as tf.Tensor;
        return tf.mul(tf.sum(tf.square(outputs)), 0.5) as tf.Scalar;
      }, variables);
      optimizer.applyGradients(grads as Record<string, tf.Variable>);
    });
  }
  optimizer.dispose();
}

describe('a layer is trained as tfjs trains it', () => {
  test.each<[string, number, number, () => RNN]>([
    ['constant initial states', 10, 6, () => layerOf(false)],
    ['learned initial states', 10, 13, () => layerOf(true)],
    // Rows that were written together differ in length alone at first: rounding decides which one is found.
    ['rows that are all alike', 1, 7, () => sparseLayer('constant')],
    ['learned rows', 10, 8, () => sparseLayer('learned')],
  ])('from %s', (_, steps, weights, create) => {
    const [compiled, eager] = [create(), create()];
    const before = eager.trainableWeights.map((weight) => weight.read().dataSync().slice());
    const trainer = trainerOf(compiled);
    for (let step = 0; step < steps; step++) {
      trainer.step({batch: BATCH, steps: STEPS, inputs: inputs(step)}, squares, 0.01);
    }
    trainEagerly(eager, steps);
    expect(eager.trainableWeights).toHaveLength(weights);
    for (const [index, values] of trainer.weights().entries()) {
      const {name} = eager.trainableWeights[index]!;
      const expected = eager.trainableWeights[index]!.read().dataSync();
      expectClose(values, expected, {absolute: 1e-4, relative: 1e-3});
      expect([name, values], 'every weight moves').not.toEqual([name, before[index]]);
    }
  });

  test('also by a second trainer of the same layer', () => {
    const [fresh, used] = [layerOf(false), layerOf(false)];
    const batch = {batch: BATCH, steps: STEPS, inputs: inputs(1)};
    trainerOf(used).step(batch, squares, 0.01);
    const [first, second] = [fresh, used].map((layer) => {
      const trainer = trainerOf(layer);
      trainer.step(batch, squares, 0.01);
      return [...trainer.weights(), ...trainer.slots()];
    });
    expect(second).toEqual(first);
  });

  test('without a leak of tensors', () => {
    const layer = layerOf(true);
    const before = tf.memory().numTensors;
    const trainer = trainerOf(layer);
    trainer.step({batch: BATCH, steps: STEPS, inputs: inputs(1)}, squares, 0.01);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('gradients', () => {
  const gradientOf =
    (value: number): LossGradient =>
    (_, __, gradient) =>
      void gradient.fill(value);

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'that are %s stop a step before it changes anything',
    (value) => {
      const trainer = trainerOf(layerOf(false));
      trainer.step({batch: BATCH, steps: STEPS, inputs: inputs(1)}, squares, 0.01);
      const [weights, slots] = [trainer.weights(), trainer.slots()];
      const step = () =>
        trainer.step({batch: BATCH, steps: STEPS, inputs: inputs(2)}, gradientOf(value), 0.01);
      expect(step).toThrow(NonFiniteGradient);
      expect(step).toThrow(/the gradient of the trainable weight \d is (NaN|Infinity|-Infinity)/);
      expect([trainer.weights(), trainer.slots(), trainer.iterations]).toEqual([weights, slots, 1]);
    },
  );

  test('whose squares overflow single precision are clipped like others', () => {
    const change = (value: number) => {
      const layer = layerOf(false);
      const before = layer.trainableWeights.map((weight) => weight.read().dataSync().slice());
      const trainer = trainerOf(layer, {globalNorm: 1});
      trainer.step({batch: BATCH, steps: STEPS, inputs: inputs(1)}, gradientOf(value), 0.01);
      const changes = trainer.slots().slice(0, before.length);
      return changes.map((moment) => moment);
    };
    const [large, usual] = [change(1e25), change(100)];
    for (const [index, moment] of large.entries()) {
      expectClose(moment, usual[index]!, {absolute: 1e-6, relative: 1e-3});
    }
    expect(Math.hypot(...usual.flatMap((moment) => [...moment]))).toBeCloseTo(0.1, 5);
  });
});
