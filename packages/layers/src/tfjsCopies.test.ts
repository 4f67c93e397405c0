import {secondCopyOfTfjs} from '@ntmjs/test-support/secondCopy';
import {MathBackendCPU} from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {input, layers, sequential} from '@tensorflow/tfjs-layers';
import {afterEach, beforeAll, beforeEach, describe, expect, test, vi} from 'vitest';
import {ntm, withRows} from './index.js';

const memory = {rows: 4, width: 3};
const controller = {type: 'lstm', units: 3} as const;
const create = () => ntm({units: 2, controller, memory, inputShape: [4, 3], returnSequences: true, seed: 1});
const refused = 'must be of the copy of TensorFlow.js that ntmjs uses, got ';

const spy = () => vi.spyOn(console, 'warn').mockImplementation(() => {});
let warn: ReturnType<typeof spy>;
beforeEach(() => {
  warn = spy();
});
afterEach(() => vi.restoreAllMocks());

test('without a second copy, no layer warns of one', () => {
  create();
  expect(warn).not.toHaveBeenCalled();
});

describe('with a second copy of tfjs', () => {
  let other: ReturnType<typeof secondCopyOfTfjs>;
  beforeAll(() => {
    other = secondCopyOfTfjs();
  });

  test('the first layer warns of it, since the other copy does not know our classes', () => {
    const layer = create();
    create();
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls[0]![0]).toContain('There are two copies of TensorFlow.js in this program.');
    expect(() => other.layers.bidirectional({layer, inputShape: [4, 3]} as never)).toThrow('Unknown layer');
  });

  test.each<[string, string, () => unknown]>([
    ['a model around a layer of ours', 'inputs', () => other.sequential({layers: [create()]})],
    ['a model that adds a layer of ours', 'inputs', () => other.sequential().add(create())],
    [
      'a layer before one of ours',
      'inputs',
      () => other.sequential({layers: [other.layers.dense({units: 3, inputShape: [4, 3]}), create()]}),
    ],
    ['a symbolic tensor', 'inputs', () => create().apply(other.input({shape: [4, 3]}))],
    [
      'a symbolic initial state',
      'initialState',
      () => create().apply(input({shape: [4, 3]}), {initialState: [other.input({shape: [2]})]}),
    ],
    [
      'a symbolic tensor for a model of ours',
      'inputs',
      () => sequential({layers: [create()]}).apply(other.input({shape: [4, 3]})),
    ],
    ['a cell', 'controller', () => ntm({units: 2, memory, controller: other.layers.lstmCell({units: 3})})],
    [
      'an initializer',
      'kernelInitializer',
      () => ntm({units: 2, memory, controller, kernelInitializer: other.initializers.zeros()}),
    ],
    [
      'a model',
      'model',
      () => withRows(other.sequential({layers: [other.layers.dense({units: 1, inputShape: [1]})]}), 3),
    ],
  ])('%s of it is refused: %s', (_, argument, use) => {
    expect(use).toThrow(`${argument} ${refused}`);
  });

  test('a tensor of it is a tensor of ours, since the copies share an engine', () => {
    expect(other.engine()).toBe(tf.engine());
    const layer = create();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const ofOurs = layer.apply(tf.ones([2, 4, 3])) as tf.Tensor;
      const ofOther = layer.apply(other.ones([2, 4, 3])) as tf.Tensor;
      expect(ofOther.dataSync()).toEqual(ofOurs.dataSync());
    });
    // What it built: the layer's weights.
    expect(tf.memory().numTensors - before).toBe(layer.weights.length);
  });

  test('a cell of ours runs the same inside a layer of it', () => {
    const outputs = [layers, other.layers].map((copy) =>
      tf.tidy(() => {
        const {cell} = ntm({units: 2, controller, memory, seed: 1});
        const {startsFromZeros: _, ...config} = cell.getConfig();
        const own = new (cell.constructor as new (args: object) => typeof cell)({
          ...config,
          controller: cell.controller,
          access: cell.access,
        });
        return (copy.rnn({cell: own}).apply(tf.ones([1, 4, 3])) as tf.Tensor).dataSync();
      }),
    );
    expect(outputs[1]).toEqual(outputs[0]);
  });
});

test('a tensor of another engine is refused', () => {
  const other = secondCopyOfTfjs('own');
  other.registerBackend('cpu', () => new MathBackendCPU());
  const tensor = other.ones([1, 4, 3]);
  expect(() => create().apply(tensor)).toThrow(`inputs ${refused}a tensor of shape [1, 4, 3]`);
});
