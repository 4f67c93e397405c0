import {setImmediate} from 'node:timers/promises';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNN} from '@tensorflow/tfjs-layers';
import {afterEach, beforeEach, describe, expect, type MockInstance, test, vi} from 'vitest';
import {adamRule} from '../fixtures/adamRule.js';
import {CompilationError} from '../trace/compilationError.js';
import {compile} from './compile.js';
import {LayerTrainer} from './trainer.js';

const lstm = () =>
  layers.lstm({
    units: 3,
    kernelInitializer: 'ones',
    recurrentInitializer: 'ones',
    returnSequences: true,
  }) as RNN;

/** The flags that tfjs derives from debug mode when it first reads them. */
const derived = ['CHECK_COMPUTATION_FOR_ERRORS', 'TENSORLIKE_CHECK_SHAPE_CONSISTENCY'];

const x = () => tf.randomNormal([2, 4, 5], 0, 1, 'float32', 1);

describe('debug mode', () => {
  useBackend('cpu');
  let flags: ReturnType<ReturnType<typeof tf.env>['getFlags']>;
  let log: MockInstance;
  let warn: MockInstance;
  beforeEach(() => {
    flags = {...tf.env().getFlags()};
    // As before tfjs has read those that it derives from debug mode.
    tf.env().setFlags(Object.fromEntries(Object.entries(flags).filter(([name]) => !derived.includes(name))));
    log = vi.spyOn(console, 'log').mockImplementation(() => {});
    warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  });
  afterEach(() => {
    tf.env().setFlags(flags);
    vi.restoreAllMocks();
  });
  /** The kernels that debug mode has logged, once it has read their results. */
  const logged = async () => {
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    return log.mock.calls.map(([text]) => String(text).split('\t')[0]!.replace('%c', '').trim());
  };

  test('sees the operations around a compiled layer, but not its trace', async () => {
    const [plain, debugged] = [compile(lstm()), compile(lstm())];
    const expected = (plain.apply(x()) as tf.Tensor).dataSync();
    tf.enableDebugMode();
    const input = x();
    expect((debugged.apply(input) as tf.Tensor).dataSync()).toEqual(expected);
    const kernels = await logged();
    expect(kernels).toContain('SplitV');
    expect(kernels).not.toContain('_FusedMatMul');
    expect(kernels).not.toContain('Sigmoid');
    expect(tf.env().getBool('DEBUG')).toBe(true);
    expect(warn.mock.calls.filter(([text]) => /Debugging mode/.test(String(text)))).toHaveLength(1);
  });

  test('does not see the trace of a trainer', async () => {
    const layer = lstm();
    tf.dispose(layer.apply(x()) as tf.Tensor);
    tf.enableDebugMode();
    const trainer = new LayerTrainer(layer, adamRule(), {});
    const inputs = new Float32Array(2 * 4 * 5).fill(1);
    trainer.step({batch: 2, steps: 4, inputs}, (_, outputs, gradient) => gradient.set(outputs), 0.1);
    trainer.dispose();
    expect((await logged()).filter((kernel) => /MatMul|Sigmoid|Tanh/.test(kernel))).toEqual([]);
  });

  test('finds NaN in the outputs and gradients of a compiled layer', async () => {
    const layer = compile(lstm());
    layer.apply(x());
    tf.enableDebugMode();
    const nan = tf.fill([1, 2, 5], Number.NaN);
    const {value, grads} = tf.variableGrads(() => tf.sum(layer.apply(nan) as tf.Tensor) as tf.Scalar);
    await logged();
    expect(warn.mock.calls.flat()).toContain("Found NaN in the result of 'SplitV'");
    expect(value.dataSync()).toEqual(Float32Array.of(Number.NaN));
    for (const gradient of Object.values(grads)) expect(gradient.dataSync().some(Number.isNaN)).toBe(true);
  });

  test('an error of a compiled layer reaches its caller', async () => {
    const layer = compile(lstm());
    layer.apply(x());
    tf.enableDebugMode();
    vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('Maximum memory size exceeded');
    });
    expect(() => layer.apply(tf.ones([2, 4000, 5]))).toThrow(CompilationError);
    await logged();
  });

  test('checks as much after a trace as before', () => {
    tf.enableDebugMode();
    compile(lstm()).apply(x());
    for (const flag of derived) expect(tf.env().getBool(flag), flag).toBe(true);
  });

  test('a profile has no kernel of the trace', async () => {
    const layer = compile(lstm());
    const {kernels} = await tf.profile(() => layer.apply(x()) as tf.Tensor);
    const names = kernels.map(({name}) => name);
    expect(names).toContain('SplitV');
    expect(names).not.toContain('Sigmoid');
  });
});
