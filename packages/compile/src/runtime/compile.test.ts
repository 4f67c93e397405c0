import {setImmediate} from 'node:timers/promises';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNN} from '@tensorflow/tfjs-layers';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {compile, runnerOf} from './compile.js';
import {LayerTrainer} from './trainer.js';

const create = (more: object = {}) =>
  layers.lstm({units: 3, recurrentInitializer: 'glorotUniform', name: 'memory', ...more}) as RNN;

const x = () => tf.randomNormal([2, 4, 5], 0, 1, 'float32', 1);

describe('compile', () => {
  useBackend('cpu');
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('a layer that cannot be traced is an error that names the layer and the kernel', () => {
    const layer = compile(create({dropout: 0.5}));
    expect(() => layer.apply(x(), {training: true})).toThrow(
      /^memory: at the kernel \w+ it does something else/,
    );
  });

  test('or goes on eagerly where that was asked for, and says so once', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const layer = compile(create({dropout: 0.5}), {fallback: 'eager'});
    const outputs = [layer.apply(x()), layer.apply(x())] as [tf.Tensor, tf.Tensor];
    expect(outputs[0].dataSync()).toEqual(outputs[1].dataSync());
    const said = warn.mock.calls.map(([text]) => String(text)).filter((text) => text.startsWith('memory: '));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/; it runs eagerly$/);
  });

  test('a state that does not fit is named', () => {
    const layer = compile(create());
    const apply = (...sizes: number[]) => {
      const initialState = sizes.map((size) => tf.zeros([2, size]));
      return (layer as unknown as {call(x: tf.Tensor, kwargs: object): void}).call(x(), {initialState});
    };
    layer.apply(x());
    expect(() => apply(3, 2)).toThrow(
      'initialState[1] must be a tensor of shape [batch, size] = [2, 3], got a tensor of shape [2, 2]',
    );
    expect(() => apply(3)).toThrow('initialState must be a list of 2 states, got 1');
    apply(3, 3);
  });

  test('is traced once for all batch sizes and lengths', () => {
    const layer = compile(create());
    layer.apply(x());
    const runner = runnerOf(layer);
    layer.apply(tf.zeros([7, 9, 5]));
    expect(runnerOf(layer)).toBe(runner);
  });

  test('where there is no room for another memory, it is said what to do', () => {
    const {Memory} = WebAssembly;
    WebAssembly.Memory = class {
      constructor() {
        throw new RangeError('could not allocate memory');
      }
    } as never;
    try {
      const layer = compile(create());
      expect(() => layer.apply(x())).toThrow(
        /^there is no room for another compiled layer: dispose the models .*could not allocate memory/,
      );
    } finally {
      WebAssembly.Memory = Memory;
    }
  });

  test('its program is dropped with its weights', async () => {
    const layer = compile(create());
    tf.dispose(layer.apply(x()) as tf.Tensor);
    const runner = new WeakRef(runnerOf(layer));
    const before = tf.memory().numTensors;
    expect(layer.dispose()).toEqual({refCountAfterDispose: 0, numDisposedVariables: 3});
    expect(tf.memory().numTensors).toBe(before - 3);
    // A WeakRef keeps what it refers to until the running job has ended.
    await setImmediate();
    setFlagsFromString('--expose-gc');
    runInNewContext('gc')();
    expect(runner.deref()).toBeUndefined();
    expect(() => layer.apply(x())).toThrow(/is already disposed/);
  });

  test('a gradient that waits while a trainer uses the memory is what it would have been', () => {
    const layer = create();
    const input = x();
    layer.apply(input);
    const gradients = (between: () => void) => {
      const {grads} = tf.variableGrads(() => {
        const loss = tf.sum(tf.square(layer.apply(input) as tf.Tensor)) as tf.Scalar;
        between();
        return loss;
      });
      return layer.trainableWeights.map(({name}) => grads[name]!.dataSync());
    };
    const eager = gradients(() => {});
    const trainer = new LayerTrainer(layer, {type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7}, {});
    const compiled = gradients(() => {
      const inputs = new Float32Array(3 * 7 * 5).fill(1);
      trainer.step({batch: 3, steps: 7, inputs}, (_, outputs, gradient) => gradient.set(outputs), 0.5);
    });
    trainer.dispose();
    for (const [index, gradient] of eager.entries())
      expectClose(compiled[index]!, gradient, {relative: 1e-4});
  });

  test('refuses wrong arguments', () => {
    expect(() => compile(layers.dense({units: 1}) as never)).toThrow(
      'layer must be a recurrent layer of tfjs',
    );
    expect(() => compile(create(), {memoryBudget: -1})).toThrow(
      'compile.memoryBudget must be a finite number at least 0',
    );
    expect(() => compile(create(), {fallback: 'slow' as never})).toThrow(
      'compile.fallback must be one of "error", "eager", got "slow"',
    );
    expect(() => compile(create(), {budget: 1} as never)).toThrow('compile.budget must be left out');
    expect(() => runnerOf(create())).toThrow('layer must be a layer that was compiled');
  });
});
