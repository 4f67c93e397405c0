import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type RNN, sequential} from '@tensorflow/tfjs-layers';
import {afterEach, beforeEach, describe, expect, type MockInstance, test, vi} from 'vitest';
import {adamRule} from '../fixtures/adamRule.js';
import {layerOf} from '../fixtures/cells.js';
import {CompilationError, TraceError} from '../trace/compilationError.js';
import {compile, detach, eagerReasonOf, isCompiled} from './compile.js';
import {compileLayers} from './compileLayers.js';
import {LayerTrainer} from './trainer.js';

const lstm = (more: object = {}) =>
  layers.lstm({units: 3, recurrentInitializer: 'glorotUniform', name: 'memory', ...more}) as RNN;

const x = () => tf.randomNormal([2, 4, 5], 0, 1, 'float32', 1);

/** A class of which no object can be made. */
const refusing = (error: Error) =>
  class {
    constructor() {
      throw error;
    }
  } as never;

/** Makes this host one that lacks something, until the test ends. */
const hosts: Record<string, {lack(): void; reason: RegExp}> = {
  'no WebAssembly': {
    lack: () => vi.stubGlobal('WebAssembly', undefined),
    reason: /^memory: there is no WebAssembly here/,
  },
  'a page that forbids it': {
    lack: () => {
      const error = new WebAssembly.CompileError('violates the following Content Security Policy directive');
      for (const name of ['Module', 'Instance'] as const) {
        vi.spyOn(WebAssembly, name).mockImplementation(refusing(error));
      }
    },
    reason: /^memory: its WebAssembly code does not run here: .*Content Security Policy/,
  },
  'no room for another memory': {
    lack: () =>
      vi
        .spyOn(WebAssembly, 'Memory')
        .mockImplementation(refusing(new RangeError('could not allocate memory'))),
    reason:
      /^memory: the memory of another compiled layer cannot be created: dispose models .*could not allocate/,
  },
};

/** Layers that cannot be compiled, with inputs of theirs. */
const uncompilable: Record<string, {create(): RNN; input(): tf.Tensor; reason: RegExp}> = {
  dropout: {create: () => lstm({dropout: 0.5}), input: x, reason: /randomness such as dropout/},
  convLstm2d: {
    create: () => layers.convLstm2d({filters: 2, kernelSize: 2, recurrentInitializer: 'zeros'}) as RNN,
    input: () => tf.ones([1, 2, 4, 4, 1]),
    reason: /^conv_lst_m2d_\S+: it takes inputs of 5 dimensions, not \[batch, steps, inputs\]$/,
  },
  'a step that fails for other values than those of the data': {
    create: () =>
      layerOf([3], [], (input, [state]) => {
        if (input.shape[0] === 1) throw new TypeError('this is not a batch');
        return [state!, state!];
      }),
    input: x,
    reason: /: its step fails while it is traced: TypeError: this is not a batch$/,
  },
  'a kernel that does not compile': {
    create: () => layerOf([5], [], (input) => [tf.sin(input), tf.cos(input)]),
    input: x,
    reason: /: the kernel Sin is unsupported$/,
  },
};

describe('what keeps a layer from running compiled', () => {
  useBackend('cpu');
  let warn: MockInstance;
  beforeEach(() => {
    warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
  const warnings = () =>
    warn.mock.calls.map(([text]) => String(text)).filter((text) => /eagerly$/.test(text));

  const cases = [
    ...Object.entries(hosts).map(([name, {lack, reason}]) => ({
      ...{name, lack, reason, create: () => lstm(), input: x, kind: CompilationError},
    })),
    ...Object.entries(uncompilable).map(([name, rest]) => ({
      name,
      lack: () => {},
      ...rest,
      kind: TraceError,
    })),
  ];

  test.each(cases)('$name: an error that says so', ({lack, create, input, reason, kind}) => {
    const layer = compile(create());
    lack();
    for (let time = 0; time < 2; time++) {
      expect(() => tf.tidy(() => layer.apply(input()) as tf.Tensor)).toThrow(kind);
      expect(() => tf.tidy(() => layer.apply(input()) as tf.Tensor)).toThrow(reason);
    }
    expect(isCompiled(layer)).toBe(true);
  });

  test.each(cases)('$name: with the fallback it runs as before', ({lack, create, input, reason}) => {
    const layer = create();
    const run = () =>
      tf.tidy(() => [layer.apply(input())].flat().map((part) => (part as tf.Tensor).dataSync()));
    const eager = run();
    compile(layer, {fallback: 'eager'});
    lack();
    const before = tf.memory().numTensors;
    expect([run(), run()]).toEqual([eager, eager]);
    expect(tf.memory().numTensors).toBe(before);
    expect(isCompiled(layer)).toBe(false);
    expect(eagerReasonOf(layer)).toMatch(reason);
    expect(warnings()).toEqual([`${eagerReasonOf(layer)}; it runs eagerly`]);
  });

  test.each(Object.entries(hosts))(
    '%s: a trainer says so, and leaves an eager layer eager',
    (_, {lack, reason}) => {
      const layer = lstm();
      tf.dispose(layer.apply(x()) as tf.Tensor);
      lack();
      expect(() => new LayerTrainer(layer, adamRule(), {})).toThrow(reason);
      expect(isCompiled(layer)).toBe(false);
      compile(layer, {fallback: 'eager'});
      expect(() => new LayerTrainer(layer, adamRule(), {})).toThrow(CompilationError);
      expect([isCompiled(layer), warnings().length]).toEqual([false, 1]);
    },
  );

  test('no room for a longer sequence: that one falls back, too', () => {
    const layer = compile(lstm(), {fallback: 'eager'});
    const inputs = (steps: number) => tf.ones([1, steps, 1000]);
    layer.apply(inputs(2));
    vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('Maximum memory size exceeded');
    });
    layer.apply(inputs(2));
    expect(isCompiled(layer)).toBe(true);
    expect((layer.apply(inputs(100)) as tf.Tensor).shape).toEqual([1, 3]);
    expect(isCompiled(layer)).toBe(false);
    expect(eagerReasonOf(layer)).toMatch(
      /^the memory of a compiled layer cannot grow to \d+ bytes \(Maximum .*\): use smaller batches/,
    );
  });

  test('a reason holds until the layer is compiled again', () => {
    const layer = compile(lstm({dropout: 0.5}), {fallback: 'eager'});
    expect(eagerReasonOf(layer)).toBeUndefined();
    layer.apply(x());
    expect(eagerReasonOf(layer)).toMatch(/dropout/);
    compile(layer);
    expect(eagerReasonOf(layer)).toBeUndefined();
    expect(eagerReasonOf(detach(layer))).toBeUndefined();
  });

  test('compileLayers tries at once, and leaves those eager that cannot run compiled', () => {
    const [first, second] = [
      lstm({returnSequences: true, inputShape: [null, 5]}),
      lstm({dropout: 0.5, name: 'other'}),
    ];
    compileLayers(sequential({layers: [first, second]}));
    expect([first, second].map(isCompiled)).toEqual([true, false]);
    expect(warnings()).toEqual([`${eagerReasonOf(second)}; it runs eagerly`]);
    expect(eagerReasonOf(second)).toMatch(/^other: /);
  });
});
