import {ArgumentError} from '@ntmjs/arguments';
import {type NtmArgs, ntm} from '@ntmjs/layers';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {adamRule} from '../fixtures/adamRule.js';
import type {LossGradient} from './sequenceLoss.js';
import {LayerTrainer} from './trainer.js';

useBackend('cpu');

const [BATCH, STEPS, INPUTS, UNITS] = [2, 4, 5, 2];

function layerOf(rows: number, args: Partial<NtmArgs> = {}): RNN {
  const layer = ntm({
    units: UNITS,
    controller: {type: 'lstm', units: 7},
    memory: {rows, width: 3},
    returnSequences: true,
    seed: 1,
    ...args,
  });
  layer.build([null, STEPS, INPUTS]);
  return layer;
}

const weightsOf = (layer: RNN) => layer.trainableWeights.map((weight) => weight.read().dataSync());

const batchOf = (seed: number) => ({
  ...{batch: BATCH, steps: STEPS},
  inputs: tf.tidy(
    () => tf.randomUniform([BATCH, STEPS, INPUTS], -1, 1, 'float32', seed).dataSync() as Float32Array,
  ),
});

/** The gradient of half the sum of squared outputs. */
const squares: LossGradient = (sequence, outputs, gradient) => {
  const [start, end] = [sequence, sequence + 1].map((index) => index * STEPS * UNITS);
  gradient.set(outputs.subarray(start, end), start);
};

/** Which of the layers takes each step: the layer itself, or a variant. */
const TURNS = [undefined, 1, 0, undefined, 0, 1];

describe('a step on a variant is a step of a trainer of that layer', () => {
  const learned = {memory: {rows: 6, width: 3, contents: 'learned'}, firstWeighting: 'learned'} as const;
  test.each([
    ['other numbers of memory rows', () => [6, 12, 9].map((rows) => layerOf(rows))],
    [
      'other numbers of memory rows, and learned states that have none',
      () => [6, 12, 9].map((rows) => layerOf(rows, {firstReads: 'learned', firstControllerState: 'learned'})),
    ],
    [
      'learned contents and weightings, and other activations',
      () =>
        ['linear', 'tanh', 'tanh'].map((vectorActivation) =>
          layerOf(6, {...learned, vectorActivation} as Partial<NtmArgs>),
        ),
    ],
  ])('with %s', (_, create) => {
    const layers = create();
    const [own, ...variants] = layers as [RNN, RNN, RNN];
    const trainer = new LayerTrainer(own, adamRule(), {globalNorm: 1}, {variants});
    trainer.load(weightsOf(own), [], 0);
    const alone = layers.map((layer) => new LayerTrainer(layer, adamRule(), {globalNorm: 1}));
    let state: [Float32Array[], Float32Array[], number] = [trainer.weights(), [], 0];
    for (const [index, turn] of TURNS.entries()) {
      const outputs = trainer.step(batchOf(index), squares, 0.01, {variant: turn});
      const expected = alone[turn === undefined ? 0 : turn + 1]!;
      expected.load(...state);
      expect(outputs).toEqual(expected.step(batchOf(index), squares, 0.01));
      state = [expected.weights(), expected.slots(), expected.iterations];
      expect([trainer.weights(), trainer.slots(), trainer.iterations]).toEqual(state);
    }
  });
});

test('variants leave no tensors, and the layers as they were', () => {
  const [own, variant] = [layerOf(6), layerOf(12)];
  const [before, weights] = [tf.memory().numTensors, weightsOf(variant)];
  const trainer = new LayerTrainer(own, adamRule(), {}, {variants: [variant]});
  trainer.load(weightsOf(own), [], 0);
  trainer.step(batchOf(1), squares, 0.01, {variant: 0});
  trainer.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(weightsOf(variant)).toEqual(weights);
});

test('the memory of training counts that of each variant', () => {
  const bytes = (variants: RNN[]) =>
    new LayerTrainer(layerOf(6), adamRule(), {}, {variants}).bytesFor({batch: 1, steps: 10});
  expect(bytes([layerOf(600)]) - bytes([])).toBeGreaterThan((50 * (bytes([layerOf(12)]) - bytes([]))) / 10);
  expect(bytes([layerOf(12)])).toBeGreaterThan(bytes([]));
});

describe('mistakes', () => {
  const learned = {memory: {rows: 6, width: 3, contents: 'learned'}} as const;
  test.each([
    ['no list', () => layerOf(12), 'trainer.variants must be a list of recurrent layers'],
    ['other weights', () => [layerOf(12, {units: 3})], 'trainer.variants[0] must be a layer with weights'],
    [
      'more weights',
      () => [layerOf(12), layerOf(12, learned)],
      'trainer.variants[1] must be a layer with weights',
    ],
  ])('%s', (_, variants, message) => {
    const layers = variants() as RNN[];
    const create = () => new LayerTrainer(layerOf(6), adamRule(), {}, {variants: layers});
    expect(create).toThrow(ArgumentError);
    expect(create).toThrow(message);
  });

  test.each([-1, 1, 0.5])('a step on the variant %j of one', (variant) => {
    const trainer = new LayerTrainer(layerOf(6), adamRule(), {}, {variants: [layerOf(12)]});
    expect(() => trainer.step(batchOf(1), squares, 0.01, {variant})).toThrow('variant must be an integer');
  });
});
