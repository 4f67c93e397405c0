import {ntm} from '@ntmjs/layers';
import {expectClose, useBackend} from '@ntmjs/test-support';
import {initializers, layers, type RNN} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {adamRule} from '../fixtures/adamRule.js';
import {compile, runnerOf} from './compile.js';
import {SequenceRunner} from './sequence.js';
import type {SequenceInputs} from './sequenceBatch.js';
import {LayerTrainer} from './trainer.js';

useBackend('cpu');

const [BATCH, STEPS, INPUTS] = [7, 6, 5];

/** Numbers from −1 to 1 that follow from the seed. */
function noise(length: number, seed: number): Float32Array {
  return Float32Array.from({length}, (_, index) => Math.sin(1 + 12.9898 * index + 78.233 * seed) ** 3);
}

const fixed = (seed: number) => initializers.randomNormal({mean: 0, stddev: 0.08, seed});

function lstmCell(units: number, seed: number) {
  return layers.lstmCell({units, kernelInitializer: fixed(seed), recurrentInitializer: fixed(seed + 1)});
}

/** Layers with a weight of more than 256 KiB, and what is special of their products. */
const LAYERS: readonly (readonly [string, () => RNN])[] = [
  [
    'two LSTM cells: products whose columns and terms are no multiples of eight',
    () =>
      layers.rnn({
        cell: layers.stackedRNNCells({cells: [lstmCell(131, 1), lstmCell(135, 3)]}),
        returnSequences: true,
      }) as RNN,
  ],
  [
    'a GRU, in whose backward pass a gradient is the sum of several',
    () =>
      layers.gru({
        units: 160,
        returnSequences: true,
        kernelInitializer: fixed(1),
        recurrentInitializer: fixed(2),
      }) as RNN,
  ],
  [
    'a Neural Turing Machine with a large controller, whose weights are not all large',
    () =>
      ntm({
        units: 3,
        controller: {type: 'lstm', units: 140},
        memory: {rows: 12, width: 5, contents: 'learned'},
        firstWeighting: 'learned',
        returnSequences: true,
        seed: 1,
      }),
  ],
];

const MASKS = [
  {masked: 'no mask', mask: undefined},
  {
    masked: 'a mask in which sequences of a group differ',
    mask: Array.from(noise(BATCH * STEPS, 3), (value) => Number(value > -0.2)),
  },
  {
    masked: 'a mask by which all of a group skip a step',
    mask: Array.from({length: BATCH * STEPS}, (_, index) => Number(index % STEPS !== 2)),
  },
];

const CASES = MASKS.flatMap((mask) => [
  {...mask, kept: 'every frame', budget: 2 ** 28},
  {...mask, kept: 'states', budget: 1000},
]);

function runnerFor(make: () => RNN, budget: number): SequenceRunner {
  const layer = make();
  layer.build([null, STEPS, INPUTS]);
  const {program} = runnerOf(compile(layer));
  const runner = new SequenceRunner(program, budget);
  runner.setWeights(layer.trainableWeights.map((weight) => weight.read().dataSync()));
  return runner;
}

/** The results of a batch: those that each sequence has, as `[batch, …]`, and the gradients of the weights. */
function results(runner: SequenceRunner, given: SequenceInputs, cotangents: readonly Float32Array[]) {
  const [outputCotangents, ...stateCotangents] = cotangents;
  const run = runner.batch(given, true);
  const {outputs, finalStates} = run.forward();
  runner.clearGradients();
  const {inputs, initialStates} = run.backward(outputCotangents!, stateCotangents);
  return {own: [outputs, ...finalStates, inputs, ...initialStates], weights: runner.weightGradients()};
}

describe.each(LAYERS)('sequences side by side: %s', (_, make) => {
  test.each(CASES)(
    'have the results that they have alone, to the last bit: $masked; kept: $kept',
    ({mask, budget}) => {
      const runner = runnerFor(make, budget);
      const {input, output, states, weights} = runner.program.sizes;
      expect(runner.program.layout.abreast).toBeGreaterThan(1);
      const rows = (sizes: readonly number[], seed: number) =>
        sizes.map((size, index) => noise(BATCH * size, seed + index));
      const inputs = noise(BATCH * STEPS * input, 1);
      const initialStates = rows(states, 10).map((values) => values.map(Math.abs));
      const cotangents = rows([STEPS * output, ...states], 20);
      const row = (all: Float32Array, sequence: number) =>
        all.subarray((sequence * all.length) / BATCH, ((sequence + 1) * all.length) / BATCH);
      const together = results(runner, {batch: BATCH, steps: STEPS, inputs, initialStates, mask}, cotangents);
      const sums = weights.map((size) => new Float64Array(size));
      for (let sequence = 0; sequence < BATCH; sequence++) {
        const of = (all: readonly Float32Array[]) => all.map((values) => row(values, sequence));
        const given = {
          ...{batch: 1, steps: STEPS, inputs: row(inputs, sequence), initialStates: of(initialStates)},
          mask: mask?.slice(sequence * STEPS, (sequence + 1) * STEPS),
        };
        const alone = results(runner, given, of(cotangents));
        expect(alone.own).toEqual(of(together.own));
        for (const [index, gradient] of alone.weights.entries())
          for (let at = 0; at < gradient.length; at++) sums[index]![at]! += gradient[at]!;
      }
      for (const [index, sum] of sums.entries())
        expectClose(together.weights[index]!, Float32Array.from(sum), {relative: 1e-5});
    },
  );
});

describe('training with sequences side by side', () => {
  const [, make] = LAYERS[0]!;

  function trainer(): {trainer: LayerTrainer; units: number} {
    const layer = make();
    layer.build([null, STEPS, INPUTS]);
    const trainer = new LayerTrainer(layer, adamRule(), {globalNorm: 1});
    trainer.load(
      layer.trainableWeights.map((weight) => weight.read().dataSync()),
      [],
      0,
    );
    return {trainer, units: 135};
  }

  test('gives a loss that is a function the same outputs as a declared one, sequence by sequence', () => {
    const outcomes = ['function', 'declared'].map((kind) => {
      const {trainer: own, units} = trainer();
      const targets = noise(BATCH * STEPS * units, 5).map((value) => Number(value > 0));
      const weights = new Float32Array(BATCH * STEPS).fill(1);
      const asked: number[] = [];
      const outputs = own.step(
        {batch: BATCH, steps: STEPS, inputs: noise(BATCH * STEPS * INPUTS, 6)},
        kind === 'declared'
          ? {type: 'binaryCrossEntropy', targets, weights}
          : (sequence, outputs, gradient) => {
              asked.push(sequence);
              const length = STEPS * units;
              for (let at = sequence * length; at < (sequence + 1) * length; at++) {
                const probability = 1 / (1 + Math.exp(-outputs[at]!));
                gradient[at] = (probability - targets[at]!) / BATCH;
              }
            },
        1e-3,
      );
      if (kind === 'function') expect(asked).toEqual([...Array(BATCH).keys()]);
      const all = own.weights();
      own.dispose();
      return {outputs, all};
    });
    const [given, declared] = outcomes as [(typeof outcomes)[0], (typeof outcomes)[0]];
    expect(given.outputs).toEqual(declared.outputs);
    for (const [index, weight] of given.all.entries())
      expectClose(weight, declared.all[index]!, {relative: 1e-4});
  });
});
