import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, layers, type RNN, regularizers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {saveAndLoad} from './fixtures/saveAndLoad.js';
import {type LstmBaselineArgs, lstmBaseline, type NtmArgs, ntm} from './index.js';

useBackend('cpu');

const NTM = {
  units: 2,
  controller: {type: 'lstm', units: 3},
  memory: {rows: 4, width: 2},
  seed: 1,
  inputShape: [null, 3],
} as const satisfies NtmArgs;

const BASELINE = {
  units: 2,
  hiddenUnits: 3,
  layers: 2,
  seed: 1,
  inputShape: [null, 3],
} satisfies LstmBaselineArgs;

const MAKERS: Record<string, (options: object) => RNN> = {
  ntm: (options) => ntm({...NTM, ...options}),
  'ntm with a feedforward controller': (options) =>
    ntm({...NTM, controller: {type: 'feedforward', units: 3}, ...options}),
  lstmBaseline: (options) => lstmBaseline({...BASELINE, ...options}),
};

describe.each(Object.entries(MAKERS))('%s', (_, make) => {
  test('regularizers are in the loss of fit, and saved', async () => {
    const x = tf.randomNormal([2, 3, 3], 0, 1, 'float32', 1);
    const y = tf.zeros([2, 2]);
    const loss = async (network: ReturnType<typeof sequential>) => {
      network.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
      return ((await network.fit(x, y, {epochs: 1, verbose: 0})).history.loss as number[])[0]!;
    };
    const plain = await loss(sequential({layers: [make({})]}));
    const options = {
      kernelRegularizer: regularizers.l2({l2: 0.1}),
      biasRegularizer: regularizers.l1({l1: 0.2}),
    };
    const network = sequential({layers: [make(options)]});
    const expected = network.layers[0]!.weights.reduce((sum, weight) => {
      const values = Array.from(weight.read().dataSync());
      const {originalName} = weight;
      if (/bias$/.test(originalName))
        return sum + 0.2 * values.reduce((total, value) => total + Math.abs(value), 0);
      if (!/kernel$/.test(originalName) || /recurrent/.test(originalName)) return sum;
      return sum + 0.1 * values.reduce((total, value) => total + value ** 2, 0);
    }, 0);
    expect(expected).toBeGreaterThan(0.1);
    const loaded = (await saveAndLoad(network)) as typeof network;
    expectClose([await loss(network)], [plain + expected], {relative: 1e-4});
    expectClose([await loss(loaded)], [plain + expected], {relative: 1e-4});
  });

  test('initializers reach every kernel and bias', () => {
    const layer = make({
      kernelInitializer: initializers.constant({value: 0.5}),
      biasInitializer: initializers.constant({value: 0.25}),
    });
    layer.build([null, null, 3]);
    for (const weight of layer.weights) {
      const values = new Set(weight.read().dataSync());
      if (/bias$/.test(weight.originalName)) expect([...values], weight.originalName).toContain(0.25);
      else if (/kernel$/.test(weight.originalName) && !/recurrent/.test(weight.originalName))
        expect([...values], weight.originalName).toEqual([0.5]);
    }
  });
});

test("a controller's own options come first", () => {
  const controller = {type: 'lstm', units: 3, kernelInitializer: 'zeros'} as const;
  const layer = ntm({...NTM, controller, kernelInitializer: 'ones', recurrentInitializer: 'zeros'});
  layer.build([null, null, 3]);
  const values = layer.weights.map(({originalName, read}, index) => [
    originalName,
    [...new Set(read.call(layer.weights[index]!).dataSync())],
  ]);
  expect(Object.fromEntries(values)).toMatchObject({kernel: [0], recurrent_kernel: [0]});
  expect(values.filter(([, all]) => String(all) === '1')).toHaveLength(2);
});

test.each<[() => RNN, RegExp]>([
  [
    () => ntm({...NTM, controller: {type: 'feedforward', units: 3}, recurrentRegularizer: 'l1l2'}),
    /^recurrentRegularizer must be omitted: FeedforwardCell has no recurrent kernel/,
  ],
  [
    () => ntm({...NTM, controller: layers.lstmCell({units: 3}), recurrentInitializer: 'zeros'}),
    /^recurrentInitializer must be omitted: the controller is an RNNCell, which has its own, got "zeros"/,
  ],
  [
    () => lstmBaseline({...BASELINE, recurrentConstraint: 'nonNeg'} as LstmBaselineArgs),
    /^recurrentConstraint must be omitted: LstmBaselineCell has no recurrent kernel/,
  ],
  [
    () => ntm({...NTM, kernelInitializer: 'glorot'}),
    /kernelInitializer must be an initializer that tfjs knows/,
  ],
])('rejects what is impossible', (make, message) => {
  expect(make).toThrow(message);
});
