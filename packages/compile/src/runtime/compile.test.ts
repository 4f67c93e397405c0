import {setImmediate} from 'node:timers/promises';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {expectClose, expectNoLeak, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNN} from '@tensorflow/tfjs-layers';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {adamRule} from '../fixtures/adamRule.js';
import {TraceError} from '../trace/compilationError.js';
import {compile, compiledRunnerOf, detach, isCompiled, runnerOf} from './compile.js';
import {LayerTrainer} from './trainer.js';

const create = (more: object = {}) =>
  layers.lstm({units: 3, recurrentInitializer: 'glorotUniform', name: 'memory', ...more}) as RNN;

/** The methods that a layer has instead of its class's. */
const own = (layer: RNN) => ['call', 'disposeWeights'].filter((name) => Object.hasOwn(layer, name));

const x = () => tf.randomNormal([2, 4, 5], 0, 1, 'float32', 1);

describe('compile', () => {
  useBackend('cpu');
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('as a callback of a list, whose index is no options, is an error that says what to write', () => {
    const list = [create()];
    expect(() => list.forEach(compile as never)).toThrow(
      'compile must be an object with options, not an index: write forEach((layer) => compile(layer)), got 0',
    );
  });

  test('an empty batch, or one without a step, is an error that names the inputs', () => {
    const layer = compile(create());
    for (const shape of [
      [2, 0, 5],
      [0, 4, 5],
    ] as const) {
      expect(() => layer.apply(tf.zeros([...shape]))).toThrow(
        `inputs must be a tensor [batch, time, inputs] with at least one of each, got a tensor of shape [${shape.join(', ')}]`,
      );
    }
  });

  test('a layer that cannot be traced is an error that names the layer and the kernel', () => {
    const layer = compile(create({dropout: 0.5}));
    for (let time = 0; time < 2; time++) {
      expect(() => layer.apply(x(), {training: true})).toThrow(
        /^memory: the kernel \w+ is called differently each time/,
      );
    }
  });

  test('or keeps running eagerly if asked to, with one warning', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const layer = compile(create({dropout: 0.5}), {fallback: 'eager'});
    expect(isCompiled(layer)).toBe(true);
    const outputs = [layer.apply(x()), layer.apply(x())] as [tf.Tensor, tf.Tensor];
    expect(outputs[0].dataSync()).toEqual(outputs[1].dataSync());
    const said = warn.mock.calls.map(([text]) => String(text)).filter((text) => text.startsWith('memory: '));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/; it runs eagerly$/);
    expect(isCompiled(layer)).toBe(false);
  });

  test('an initial state of the wrong shape is an error that names it', () => {
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

  test('is traced once, however often it is compiled; the last arguments hold', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const layer = compile(create(), {memoryBudget: 1000});
    tf.dispose(layer.apply(x()) as tf.Tensor);
    const runner = runnerOf(layer);
    expect(runnerOf(compile(layer, {memoryBudget: 1000}))).toBe(runner);
    compile(layer, {memoryBudget: 2000});
    expect([runnerOf(layer).program === runner.program, runnerOf(layer).budget]).toEqual([true, 2000]);
    compile(layer);
    expect([runnerOf(layer).program === runner.program, runnerOf(layer).budget]).toEqual([true, 2 ** 28]);

    const other = compile(compile(create({dropout: 0.5})), {fallback: 'eager'});
    expect(() => other.apply(x())).not.toThrow();
    expect(() => compile(other).apply(x())).toThrow(TraceError);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  /** Expects that nothing but this keeps an object. */
  const expectFreed = async (object: WeakRef<object>) => {
    // A WeakRef keeps what it refers to until the running job has ended.
    await setImmediate();
    setFlagsFromString('--expose-gc');
    runInNewContext('gc')();
    expect(object.deref()).toBeUndefined();
  };

  test('its program is freed with its weights', async () => {
    const layer = compile(create());
    tf.dispose(layer.apply(x()) as tf.Tensor);
    const runner = new WeakRef(runnerOf(layer));
    const before = tf.memory().numTensors;
    expect(layer.dispose()).toEqual({refCountAfterDispose: 0, numDisposedVariables: 3});
    expect(tf.memory().numTensors).toBe(before - 3);
    await expectFreed(runner);
    expect(isCompiled(layer)).toBe(false);
    expect(() => layer.apply(x())).toThrow(/is already disposed/);
  });

  test('a trainer does not affect a gradient that is taken later', () => {
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
    const trainer = new LayerTrainer(layer, adamRule(), {});
    const compiled = gradients(() => {
      const inputs = new Float32Array(3 * 7 * 5).fill(1);
      trainer.step({batch: 3, steps: 7, inputs}, (_, outputs, gradient) => gradient.set(outputs), 0.5);
    });
    trainer.dispose();
    for (const [index, gradient] of eager.entries())
      expectClose(compiled[index]!, gradient, {relative: 1e-4});
  });

  describe('detach', () => {
    test('makes a layer eager again, with the same weights, and frees its program', async () => {
      const layer = create();
      const before = (layer.apply(x()) as tf.Tensor).dataSync();
      const {call} = layer;
      const weights = layer.getWeights().map((weight) => weight.dataSync());
      compile(layer);
      expect(layer.call).not.toBe(call);
      expectClose(layer.apply(x()) as tf.Tensor, before, {relative: 1e-4});
      const program = new WeakRef(runnerOf(layer).program);
      expect(isCompiled(layer)).toBe(true);

      expect(detach(layer)).toBe(layer);
      expect([layer.call === call, own(layer), isCompiled(layer)]).toEqual([true, [], false]);
      expect((layer.apply(x()) as tf.Tensor).dataSync()).toEqual(before);
      expect(layer.getWeights().map((weight) => weight.dataSync())).toEqual(weights);
      await expectFreed(program);
    });

    test('twice, or of a layer that is not compiled, changes nothing', () => {
      const layer = create();
      expect(detach(layer)).toBe(layer);
      compile(layer);
      expect(detach(detach(layer))).toBe(layer);
      expect(own(layer)).toEqual([]);
      expect(() => detach({} as never)).toThrow('layer must be a recurrent layer or a model of tfjs');
    });

    test('restores the layer’s own methods', () => {
      const layer = create();
      const call = vi.spyOn(layer, 'call');
      detach(compile(layer));
      layer.apply(x());
      expect(call).toHaveBeenCalledTimes(1);
    });

    test('compiling a layer again does not change its results', () => {
      const layer = compile(create(), {memoryBudget: 10});
      const before = (layer.apply(x()) as tf.Tensor).dataSync();
      compile(detach(layer));
      expect(runnerOf(layer).budget).toBe(2 ** 28);
      expect((layer.apply(x()) as tf.Tensor).dataSync()).toEqual(before);
    });

    test('does not affect a gradient that is taken later', () => {
      const layer = compile(create());
      const gradient = (between: () => void) =>
        tf
          .grad((input: tf.Tensor) => {
            const loss = tf.sum(tf.square(layer.apply(input) as tf.Tensor));
            between();
            return loss;
          })(x())
          .dataSync();
      const expected = gradient(() => {});
      expect(gradient(() => detach(layer))).toEqual(expected);
      expect(isCompiled(layer)).toBe(false);
    });

    test('leaves no tensor behind', () => {
      const layer = create();
      const input = x();
      tf.dispose(layer.apply(input) as tf.Tensor);
      expectNoLeak(() => {
        const compiled = compile(layer).apply(input) as tf.Tensor;
        return [compiled, detach(layer).apply(input) as tf.Tensor];
      }, 5);
      expect(layer.dispose().numDisposedVariables).toBe(3);
    });
  });

  describe('a trainer', () => {
    const rule = adamRule();

    test('keeps a compiled layer as it was, with its budget', () => {
      const layer = compile(create(), {memoryBudget: 1000});
      layer.apply(x());
      const runner = runnerOf(layer);
      new LayerTrainer(layer, rule, {}).dispose();
      expect(runnerOf(layer)).toBe(runner);
      expect(compiledRunnerOf(layer).budget).toBe(1000);
    });

    test('compiles an eager layer, unless it cannot be traced', () => {
      const [plain, dropout] = [create(), create({dropout: 0.5})];
      for (const layer of [plain, dropout]) layer.apply(x());
      new LayerTrainer(plain, rule, {}).dispose();
      expect(isCompiled(plain)).toBe(true);
      for (let time = 0; time < 2; time++) {
        expect(() => new LayerTrainer(dropout, rule, {})).toThrow(TraceError);
        expect([isCompiled(dropout), own(dropout)]).toEqual([false, []]);
      }
    });
  });

  test('rejects invalid arguments', () => {
    expect(() => compile(layers.dense({units: 1}) as never)).toThrow(
      'layer must be a recurrent layer or a model of tfjs',
    );
    expect(() => compile(create(), {memoryBudget: -1})).toThrow(
      'compile.memoryBudget must be a finite number at least 0',
    );
    expect(() => compile(create(), {fallback: 'slow' as never})).toThrow(
      'compile.fallback must be one of "error", "eager", got "slow"',
    );
    expect(() => compile(create(), {budget: 1} as never)).toThrow('compile.budget must be omitted');
    expect(() => runnerOf(create())).toThrow('layer must be a layer that was compiled');
  });
});
