import {dnc, lstmBaseline, mann, ntm} from '@ntmjs/layers';
import {allowRelaxedSimd, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {inDoublePrecision} from './fixtures/doublePrecision.js';
import {type Call, everything, type Numbers} from './fixtures/everything.js';
import {type CompileArgs, compile} from './index.js';

allowRelaxedSimd();
useBackend('cpu');

const [STEPS, INPUTS] = [7, 10];

/** The seeds of the few networks that every test run compares. */
const SEEDS = [1, 2, 3, 4, 5, 6];

/** The seeds of those that `test:all` compares too: enough that the ratios of chaotic ones, from 0.1 to 30, have a mean that is no chance. */
const MORE_SEEDS = Array.from({length: 24}, (_, index) => 11 + index);

/** The seeds where there is no memory: these networks are not chaotic, and their ratios alike. */
const LSTM_SEEDS = MORE_SEEDS.slice(0, 8);

/** Creates a network with random weights. */
type Create = (seed: number) => RNN;

const common = {units: 8, returnSequences: true, returnState: true} as const;

const memory = {rows: 128, width: 20} as const;

const pairs = (count: number) => [
  ...Array.from({length: count}, () => 'write' as const),
  ...Array.from({length: count}, () => 'read' as const),
];

const learnedStart = {
  memory: {...memory, contents: 'learned'},
  firstWeighting: 'learned',
  vectorActivation: 'tanh',
  weightingClip: 10,
} as const;

/** Of the sizes in the paper's tables. */
const SMALL: Readonly<Record<string, Create>> = {
  'an NTM with a feedforward controller that reads first': (seed) =>
    ntm({
      ...{...common, memory, seed},
      controller: {type: 'feedforward', units: 100},
      heads: ['read', 'write'],
    }),
  'an NTM with an LSTM': (seed) => ntm({...common, memory, controller: {type: 'lstm', units: 100}, seed}),
  'an NTM with an LSTM and a learned start': (seed) =>
    ntm({...common, ...learnedStart, controller: {type: 'lstm', units: 100}, seed}),
};

/** Larger ones of these tables, and other architectures. */
const LARGE: Readonly<Record<string, Create>> = {
  'an NTM with four pairs of heads and 256 units': (seed) =>
    ntm({...common, memory, controller: {type: 'feedforward', units: 256}, heads: pairs(4), seed}),
  'an NTM with eight pairs of heads, 512 units and a learned start': (seed) =>
    ntm({...common, ...learnedStart, controller: {type: 'feedforward', units: 512}, heads: pairs(8), seed}),
  'an NTM with five pairs of heads, two LSTMs and a learned start': (seed) =>
    ntm({
      ...{...common, ...learnedStart, seed},
      controller: {type: 'lstm', units: 100, layers: 2},
      heads: pairs(5),
    }),
  'a DNC': (seed) =>
    dnc({
      ...{...common, seed},
      controller: {type: 'lstm', units: 100},
      memory: {rows: 32, width: 16},
      readHeads: 2,
    }),
  'a MANN': (seed) =>
    mann({
      ...{...common, seed},
      controller: {type: 'lstm', units: 128},
      memory: {rows: 128, width: 40},
      readHeads: 4,
    }),
};

const threeLstms: Create = (seed) => lstmBaseline({...common, hiddenUnits: 256, layers: 3, seed});

/** Sets biases, which are zeros before training, to random numbers. */
function drawBiases(layer: RNN, seed: number): void {
  for (const [index, weight] of layer.trainableWeights.entries()) {
    if (weight.name.endsWith('bias'))
      weight.write(tf.randomNormal(weight.shape as number[], 0, 0.5, 'float32', 100 * seed + index));
  }
}

/**
 * The layer's own initial states, with random numbers added unless it has learned them. So no two rows are equal, and the order of
 * a DNC's rows does not depend on rounding.
 */
function startOf(layer: RNN, seed: number): Call['initialState'] {
  if (layer.trainableWeights.some(({name}) => /initial|contents|logits/.test(name))) return undefined;
  return (layer.getInitialState(tf.zeros([1, 1, INPUTS])) as tf.Tensor2D[]).map((state, index) =>
    tf.add(state, tf.randomUniform(state.shape, 0, 1 / state.size, 'float32', 100 * seed + index)),
  );
}

const rootMeanSquare = (numbers: readonly number[]) =>
  Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0) / numbers.length);

/** The root mean square of the errors of an array, relative to its largest element. */
function errorOf(actual: Numbers, exact: Numbers): number {
  const largest = exact.data.reduce((max, number) => Math.max(max, Math.abs(number)), 0);
  const errors = [...exact.data].map((number, index) => actual.data[index]! - number);
  return rootMeanSquare(errors) / (largest || 1);
}

/** The errors of all outputs, final states and gradients of a random network, eager and compiled. */
function errorsOf(create: Create, seed: number, args: CompileArgs) {
  return tf.tidy(() => {
    const layer = create(seed);
    const input = tf.randomNormal<tf.Rank.R3>([1, STEPS, INPUTS], 0, 1, 'float32', seed);
    layer.apply(input); // builds it
    drawBiases(layer, seed);
    const call = {input, initialState: startOf(layer, seed)};
    const exact = inDoublePrecision(() => everything(layer, call));
    const eager = everything(layer, call);
    const compiled = everything(compile(layer, args), call);
    return exact.map((numbers, index) => ({
      name: numbers.name,
      eager: errorOf(eager[index]!, numbers),
      compiled: errorOf(compiled[index]!, numbers),
    }));
  });
}

/** How many times the error of eager execution compiled code may have, in the geometric mean over the networks and in each of them. */
const [MEAN, EACH] = [2, 100];

/** Errors below this, a hundredth of the rounding of a number, count as equal. */
const NONE = 1e-9;

/**
 * Expects that errors are within the bounds, array by array. Networks that are chaotic amplify every rounding, thousands of times, eager or
 * compiled: a root mean square over the networks would be the error of the most chaotic one, whose ratio is chance.
 */
function expectPrecision(create: Create, seeds: readonly number[], args: CompileArgs = {}): void {
  const networks = seeds.map((seed) => errorsOf(create, seed, args));
  const ratios = networks[0]!.map(({name}, index) => {
    const all = networks.map((arrays) => {
      const {eager, compiled} = arrays[index]!;
      return Math.max(compiled, NONE) / Math.max(eager, NONE);
    });
    const mean = Math.exp(all.reduce((sum, ratio) => sum + Math.log(ratio), 0) / all.length);
    return {name, mean, largest: Math.max(...all)};
  });
  expect(ratios.filter(({mean, largest}) => !(mean <= MEAN && largest <= EACH))).toEqual([]);
}

test('what tfjs computes in double precision is double', () => {
  const third = () => tf.tidy(() => tf.div(tf.ones([3]), 3).dataSync()[0]);
  expect(inDoublePrecision(third)).toBe(1 / 3);
  expect(third()).toBe(Math.fround(1 / 3));
});

describe('the error of compiled code is within its bound, relative to eager execution on cpu', () => {
  test.each(Object.entries(SMALL))('%s', (_, create) => expectPrecision(create, SEEDS));

  test.each(Object.entries(SMALL).slice(0, 1))('%s, with relaxed SIMD', (_, create) =>
    expectPrecision(create, SEEDS, {relaxedSimd: true}),
  );

  describe.each([
    ['', {}],
    [', with relaxed SIMD', {relaxedSimd: true}],
  ])('of more networks%s', {tags: ['full']}, (_, args) => {
    test.each(Object.entries({...SMALL, ...LARGE}))('%s', (_, create) =>
      expectPrecision(create, MORE_SEEDS, args),
    );

    test('three LSTMs', () => expectPrecision(threeLstms, LSTM_SEEDS, args));
  });
});
