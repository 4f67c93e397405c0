import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {type LoadJob, runLoadJob} from './loadJob.js';
import type {SubjectOptions} from './subject.js';
import {lstm} from './subjects/tfjs.js';
import {checks, runCheck} from './suite.js';

useBackend('cpu');

type Kwargs = Record<string, unknown> | undefined;
type Call = (inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs) => tf.Tensor | tf.Tensor[];

/** A layer whose `call` goes another way. */
function calling(layer: RNN, other: (call: Call) => Call): RNN {
  layer.call = other(layer.call.bind(layer) as Call) as RNN['call'];
  return layer;
}

/** A layer whose output, and not its states, is changed. */
function changing(layer: RNN, change: (output: tf.Tensor) => tf.Tensor): RNN {
  return calling(layer, (call) => (inputs, kwargs) => {
    const results = call(inputs, kwargs);
    return Array.isArray(results) ? [change(results[0]!), ...results.slice(1)] : change(results);
  });
}

const halfGradient = tf.customGrad((x) => ({
  value: tf.clone(x as tf.Tensor),
  gradFunc: (dy) => tf.mul(dy as tf.Tensor, 0.5),
})) as (x: tf.Tensor) => tf.Tensor;

const defects: [string, (layer: RNN) => RNN, string[]][] = [
  [
    'ignores masks',
    (layer) => calling(layer, (call) => (inputs, kwargs) => call(inputs, {...kwargs, mask: undefined})),
    ['masking', 'embedding with maskZero', 'fit under a mask'],
  ],
  [
    'ignores initial states',
    (layer) =>
      calling(layer, (call) => (inputs, kwargs) => call(inputs, {...kwargs, initialState: undefined})),
    ['initialState, tensors', 'initialState, symbolic'],
  ],
  [
    'runs forwards only',
    (layer) => Object.defineProperty(layer, 'goBackwards', {get: () => false, set() {}}),
    ['goBackwards', 'getConfig, fromConfig'],
  ],
  [
    'never resets its state',
    (layer) => {
      const {resetStates} = layer;
      let resets = 0;
      layer.resetStates = function (states, training) {
        if (states === undefined && resets++ > 0) return;
        resetStates.call(this, states as tf.Tensor[], training as boolean);
      };
      return layer;
    },
    ['stateful, resetStates'],
  ],
  [
    'leaks',
    (layer) =>
      changing(layer, (output) => {
        tf.keep(tf.scalar(1));
        return output;
      }),
    ['no leak'],
  ],
  [
    'mixes samples',
    (layer) => changing(layer, (output) => tf.add(output, tf.mul(0.1, tf.mean(output)))),
    ['changing batch and length', 'returnSequences, returnState'],
  ],
  ['has a wrong gradient', (layer) => changing(layer, halfGradient), ['gradients']],
  [
    'returns a wrong shape',
    (layer) => changing(layer, (output) => tf.expandDims(output, 0)),
    ['shapes', 'timeDistributed'],
  ],
  [
    'hides its trainable weights',
    (layer) => Object.defineProperty(layer, 'trainableWeights', {get: () => []}),
    ['gradients', 'trainable = false', 'fit, evaluate, predict', 'countParams, summary'],
  ],
];

const elsewhere = (job: LoadJob) => runLoadJob(job);

const cases = defects.flatMap(([defect, breakLayer, names]) =>
  names.map((name) => [name, defect, breakLayer] as const),
);

test.each(cases)('%s fails on a layer that %s', async (name, _, breakLayer) => {
  const host = {place: 'node', backend: 'cpu', tolerance: {}, elsewhere} as const;
  const broken = {
    ...lstm,
    name: 'broken',
    layer: (options?: SubjectOptions) => breakLayer(lstm.layer(options)),
  };
  const check = checks.find((one) => one.name === name)!;
  expect(await runCheck(check, lstm, host)).toEqual({status: 'passed'});
  expect(await runCheck(check, broken, host)).toMatchObject({status: 'failed'});
});

test('saved models must load elsewhere to the last bit', async () => {
  const rounding = async (job: LoadJob) => {
    const {output} = await runLoadJob(job);
    return {output: {...output, values: output.values.map((value) => value * (1 + 2 ** -22))}};
  };
  for (const name of ['save, load elsewhere', 'bidirectional, fit, save', 'encoder, decoder']) {
    const check = checks.find((one) => one.name === name)!;
    const host = {place: 'node', backend: 'cpu', tolerance: {}, elsewhere: rounding} as const;
    expect(await runCheck(check, lstm, host)).toMatchObject({status: 'failed'});
  }
});

test('weights that follow no seed are found', async () => {
  const check = checks.find(({name}) => name === 'seeds')!;
  const host = {place: 'node', backend: 'cpu', tolerance: {}, elsewhere} as const;
  const broken = {
    ...lstm,
    layer: (options: SubjectOptions = {}) => lstm.layer({...options, kernelInitializer: 'glorotUniform'}),
  };
  expect(await runCheck(check, broken, host)).toMatchObject({status: 'failed'});
});
