import {ntm} from '@ntmjs/layers';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {compile, runnerOf, type SequenceRunner} from './index.js';

useBackend('cpu');

const [INPUTS, OUTPUTS] = [10, 8];

/** The Neural Turing Machine of the copy task, compiled. */
function copyMachine(): SequenceRunner {
  const layer = ntm({
    units: OUTPUTS,
    controller: {type: 'feedforward', units: 100},
    memory: {rows: 128, width: 20},
    returnSequences: true,
    seed: 1,
  });
  layer.apply(tf.zeros([1, 2, INPUTS])); // builds it
  const runner = runnerOf(compile(layer));
  runner.setWeights(layer.getWeights().map((weight) => weight.dataSync()));
  return runner;
}

/** Runs forward and backward; returns the bytes of the program's memory. */
function pass(runner: SequenceRunner, batch: number, steps: number): number {
  const {program} = runner;
  const initialStates = program.sizes.states.map((size) => new Float32Array(batch * size).fill(1 / size));
  const inputs = new Float32Array(batch * steps * INPUTS).map((_, index) => Math.sin(index));
  const run = runner.batch({batch, steps, inputs, initialStates}, true);
  const {outputs} = run.forward();
  runner.clearGradients();
  const gradients = run.backward(
    outputs.map((output) => output / outputs.length),
    undefined,
  );
  expect(outputs.every(Number.isFinite) && gradients.inputs.every(Number.isFinite)).toBe(true);
  return program.numbers().byteLength;
}

describe('the memory of a program', () => {
  test.each([
    [1, 5000],
    [16, 200],
  ])('stays below 500 MB with a batch of %i and %i steps', (batch, steps) => {
    expect(pass(copyMachine(), batch, steps)).toBeLessThan(500e6);
  });

  test('does not grow from call to call', () => {
    const runner = copyMachine();
    const first = pass(runner, 4, 50);
    for (let call = 0; call < 5; call++) {
      for (const [batch, steps] of [
        [4, 50],
        [1, 9],
        [2, 3],
      ] as const)
        expect(pass(runner, batch, steps)).toBe(first);
    }
  });
});
