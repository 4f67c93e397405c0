import {ArgumentError} from '@ntmjs/arguments';
import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNN, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {explain} from '../model/explain.js';
import {compile, detach, isCompiled, runnerOf} from './compile.js';
import {compileLayers} from './compileLayers.js';
import {type RecurrentLayer, recurrentLayersOf} from './recurrentLayers.js';

const lstm = (more: object = {}) =>
  layers.lstm({units: 3, recurrentInitializer: 'glorotUniform', ...more}) as RNN;

const bidirectional = () =>
  layers.bidirectional({layer: lstm(), mergeMode: 'concat', inputShape: [null, 5], name: 'both'});

const directions = (layer: object) => {
  const {forwardLayer, backwardLayer} = layer as {forwardLayer: RNN; backwardLayer: RNN};
  return [forwardLayer, backwardLayer];
};

describe('layers in layers', () => {
  useBackend('cpu');

  test.each<[string, () => RecurrentLayer, number[]]>([
    ['bidirectional', bidirectional, [2, 4, 5]],
    ['timeDistributed', () => layers.timeDistributed({layer: lstm(), inputShape: [3, 4, 5]}), [2, 3, 4, 5]],
  ])('%s: compile compiles what is inside, and detach makes it eager again', (_, create, shape) => {
    const layer = create();
    const net = sequential({layers: [layer, layers.dense({units: 2})]});
    const inside = recurrentLayersOf(layer);
    expect(inside.length).toBeGreaterThan(0);
    const predict = () =>
      tf.tidy(() => (net.predict(tf.randomNormal(shape, 0, 1, 'float32', 1)) as tf.Tensor).dataSync());
    const eager = predict();
    expect(isCompiled(layer)).toBe(false);
    expect(compile(layer, {memoryBudget: 1000})).toBe(layer);
    expectClose(predict(), eager, {absolute: 1e-6, relative: 1e-4});
    for (const each of inside) expect(runnerOf(each).budget).toBe(1000);
    expect(isCompiled(layer)).toBe(true);
    detach(inside[0]!);
    expect(isCompiled(layer)).toBe(false);
    expect(detach(layer)).toBe(layer);
    expect(inside.map(isCompiled)).toEqual(inside.map(() => false));
    expect(predict()).toEqual(eager);
    net.dispose();
  });

  test('compileLayers compiles those of bidirectional layers and of models in the model', () => {
    const [first, second] = [lstm({inputShape: [null, 5], returnSequences: true}), bidirectional()];
    const inner = sequential({layers: [first, second]});
    const all = [first, ...directions(second)];
    const net = sequential({layers: [inner, layers.dense({units: 1})]});
    expect(compileLayers(net)).toEqual(all);
    expect(all.map(isCompiled)).toEqual([true, true, true]);
    for (const layer of all) detach(layer);
  });

  test('every layer of a model may be given to compile; one that has no recurrent layer is named', () => {
    const dense = layers.dense({units: 1, name: 'dense_1'});
    const net = sequential({layers: [bidirectional(), dense], name: 'net'});
    const what = 'layer must be a recurrent layer or a model of tfjs, got';
    for (const [layer, name] of [
      [dense, 'the layer dense_1 (Dense)'],
      [net, 'the model net (Sequential)'],
      [{}, '{}'],
      [undefined, 'undefined'],
    ] as const) {
      for (const call of [compile, detach]) {
        expect(() => call(layer as never)).toThrow(ArgumentError);
        expect(() => call(layer as never)).toThrow(`${what} ${name}`);
      }
    }
    expect(() => net.layers.forEach((layer) => void compile(layer as never))).toThrow('dense_1 (Dense)');
    expect(isCompiled(dense as never)).toBe(false);
  });

  test('what takes one recurrent layer names any other', () => {
    const both = bidirectional();
    sequential({layers: [both]});
    compile(both);
    expect(() => explain(both as never)).toThrow(
      'layer must be a recurrent layer of tfjs (of a bidirectional one, forwardLayer or backwardLayer), got the layer both (Bidirectional)',
    );
    expect(() => explain(lstm({name: 'memory'}))).toThrow(
      'layer must be built: apply it, or put it in a model, got the layer memory (LSTM)',
    );
    expect(() => compileLayers(both as never)).toThrow(
      'model must be a model of tfjs (compile compiles a layer, too), got the layer both (Bidirectional)',
    );
    expect(() => runnerOf(undefined as never)).toThrow('layer must be a recurrent layer of tfjs');
  });
});
