import {ArgumentError} from '@ntmjs/arguments';
import {ntm} from '@ntmjs/layers';
import {expectClose, uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {adamRule} from '../fixtures/adamRule.js';
import {
  type BinaryCrossEntropy,
  lossGradientOf,
  NonFiniteOutput,
  type SequenceMeasures,
} from './sequenceLoss.js';
import {LayerTrainer} from './trainer.js';

useBackend('cpu');

const [BATCH, STEPS, UNITS] = [3, 4, 2];
const targets = Float32Array.from(uniformNumbers(1, BATCH * STEPS * UNITS), (value) => (value > 0 ? 1 : 0));
const weights = Float32Array.from([0, 0, 1, 1, 0, 2, 1, 1, 0, 0, 0, 0.5]);
const loss: BinaryCrossEntropy = {type: 'binaryCrossEntropy', targets, weights};

/** The gradient of a batch. */
function gradientOf(logits: Float32Array): Float32Array {
  const gradient = new Float32Array(logits.length);
  for (let sequence = 0; sequence < BATCH; sequence++)
    lossGradientOf(loss, BATCH)(sequence, logits, gradient);
  return gradient;
}

describe('the gradient of the binary cross-entropy', () => {
  test('is that of its definition', () => {
    const logits = Float32Array.from(uniformNumbers(2, targets.length, -4, 4));
    const definition = (z: tf.Tensor) => {
      const nats = tf.sub(tf.softplus(z), tf.mul(z, tf.tensor(targets)));
      const each = tf.sum(tf.reshape(nats, [BATCH * STEPS, UNITS]), 1);
      return tf.div(tf.sum(tf.mul(each, tf.tensor(weights))), BATCH);
    };
    expectClose(gradientOf(logits), tf.grad(definition)(tf.tensor(logits)).dataSync(), {absolute: 1e-6});
  });

  test('is exact at logits of ±1000', () => {
    const logits = targets.map((target, index) => (index % 2 === 0 ? 1000 : -1000) * (target === 1 ? 1 : -1));
    const misses = (index: number) => (index % 2 === 0 ? 0 : 1) * (targets[index] === 1 ? -1 : 1);
    const expected = targets.map((_, index) => (weights[index >> 1]! * misses(index)) / BATCH);
    expectClose(gradientOf(logits), expected);
  });
});

describe('measures', () => {
  const nothing = (): SequenceMeasures => ({
    bits: new Float64Array(BATCH),
    wrongBits: new Float64Array(BATCH),
  });

  /** Those of logits. */
  function measured(logits: Float32Array): SequenceMeasures {
    const measures = nothing();
    const gradient = new Float32Array(logits.length);
    for (let sequence = 0; sequence < BATCH; sequence++)
      lossGradientOf(loss, BATCH, measures)(sequence, logits, gradient);
    expect(gradient).toEqual(gradientOf(logits));
    return measures;
  }

  test('are sums over the steps that count, whatever their weights', () => {
    const logits = Float32Array.from(uniformNumbers(5, targets.length, -4, 4));
    const {bits, wrongBits} = measured(logits);
    for (let sequence = 0; sequence < BATCH; sequence++) {
      let [expectedBits, expectedWrong] = [0, 0];
      for (let index = sequence * STEPS * UNITS; index < (sequence + 1) * STEPS * UNITS; index++) {
        if (weights[Math.floor(index / UNITS)] === 0) continue;
        const one = 1 / (1 + Math.exp(-logits[index]!));
        expectedBits -= Math.log2(targets[index] === 1 ? one : 1 - one);
        if (one > 0.5 !== (targets[index] === 1)) expectedWrong++;
      }
      expect(bits[sequence]).toBeCloseTo(expectedBits, 10);
      expect(wrongBits[sequence]).toBe(expectedWrong);
    }
  });

  test('of logits of 0 and of infinite ones are exact', () => {
    expect([...measured(new Float32Array(targets.length)).bits]).toEqual([4, 6, 2]);
    const right = targets.map((target) => (target === 1 ? 1 : -1) * Number.POSITIVE_INFINITY);
    expect(measured(right)).toEqual(nothing());
    const wrong = measured(right.map((logit) => -logit));
    expect([...wrong.bits]).toEqual(Array(BATCH).fill(Number.POSITIVE_INFINITY));
    expect([...wrong.wrongBits]).toEqual([4, 6, 2]);
  });

  test.each([
    [
      {bits: new Float64Array(3)},
      'step.measures.wrongBits must be a Float64Array of 3 numbers, got undefined',
    ],
    [{...nothing(), bits: [0, 0, 0]}, 'step.measures.bits must be a Float64Array of 3 numbers, got [0,0,0]'],
    [{...nothing(), nats: new Float64Array(3)}, 'step.measures.nats must be omitted'],
  ])('must be arrays of a number for each sequence %#', (measures, message) => {
    const step = () => trainerOf().step(given, loss, 0.1, {measures: measures as never});
    expect(step).toThrow(ArgumentError);
    expect(step).toThrow(message);
  });

  test('are of declared losses only', () => {
    const step = () => trainerOf().step(given, () => {}, 0.1, {measures: nothing()});
    expect(step).toThrow('step.measures must be omitted where the loss is a function');
  });
});

function trainerOf(): LayerTrainer {
  const layer = ntm({
    ...{units: UNITS, controller: {type: 'feedforward', units: 5}, memory: {rows: 6, width: 3}},
    ...{returnSequences: true, seed: 1},
  });
  layer.build([null, STEPS, 3]);
  const trainer = new LayerTrainer(layer, adamRule(), {});
  const start = layer.trainableWeights.map((weight) => weight.read().dataSync());
  trainer.load(start, [], 0);
  return trainer;
}

const inputs = Float32Array.from(uniformNumbers(3, BATCH * STEPS * 3));
const given = {batch: BATCH, steps: STEPS, inputs};

test('a trainer computes it as it does a function that is the same', () => {
  const [declared, own] = [trainerOf(), trainerOf()];
  for (let step = 0; step < 3; step++) {
    expect(declared.step(given, loss, 0.1)).toEqual(own.step(given, lossGradientOf(loss, BATCH), 0.1));
  }
  expect(declared.weights()).toEqual(own.weights());
});

test('an output that is not finite stops a step before it changes anything', () => {
  const trainer = trainerOf();
  const before = trainer.weights();
  const spoilt = inputs.slice().fill(Number.NaN, 2 * STEPS * 3);
  const step = () => trainer.step({...given, inputs: spoilt}, loss, 0.1);
  expect(step).toThrow(NonFiniteOutput);
  expect(step).toThrow('an output is NaN');
  expect([trainer.weights(), trainer.iterations]).toEqual([before, 0]);
});

test.each([
  [
    undefined,
    "loss must be a function, or an object {type: 'binaryCrossEntropy', targets, weights}, got undefined",
  ],
  [{...loss, type: 'hinge'}, 'loss.type must be \'binaryCrossEntropy\', got "hinge"'],
  [{...loss, mask: weights}, 'loss.mask must be omitted'],
  [{...loss, targets: targets.subarray(1)}, 'loss.targets must be an array of 24 numbers'],
  [{...loss, weights: undefined}, 'loss.weights must be an array of 12 numbers, got undefined'],
])('a wrong loss %#', (wrong, message) => {
  const step = () => trainerOf().step(given, wrong as BinaryCrossEntropy, 0.1);
  expect(step).toThrow(ArgumentError);
  expect(step).toThrow(message);
});

test('meanwhile must be a function, and is not called where nobody else computes', () => {
  const trainer = trainerOf();
  let calls = 0;
  trainer.step(given, loss, 0.1, {meanwhile: () => calls++});
  expect(calls).toBe(0);
  const wrong = () => trainer.step(given, loss, 0.1, {meanwhile: 1 as never});
  expect(wrong).toThrow('step.meanwhile must be a function, got 1');
  expect(() => trainer.step(given, loss, 0.1, {later: 1} as never)).toThrow('step.later must be omitted');
});
