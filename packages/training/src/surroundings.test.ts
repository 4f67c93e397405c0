import {setImmediate} from 'node:timers/promises';
import {compile} from '@ntmjs/compile';
import {copyTask} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, type LayersModel, layers, type RNN, sequential} from '@tensorflow/tfjs-layers';
import {afterEach, beforeEach, describe, expect, type MockInstance, test, vi} from 'vitest';
import {lstmModel, weightsOf} from './fixtures/models.js';
import {createOptimizer} from './optimizers/createOptimizer.js';
import {train} from './train.js';
import type {TrainArgs} from './trainArgs.js';
import type {TrainReport} from './trainEvent.js';

const task = copyTask({vectorWidth: 2, maxLength: 3});

/** A model that is one recurrent layer. */
const alone = () =>
  sequential({
    layers: [
      layers.lstm({
        units: task.outputSize,
        inputShape: [null, task.inputSize],
        returnSequences: true,
        kernelInitializer: initializers.glorotUniform({seed: 1}),
        recurrentInitializer: initializers.glorotUniform({seed: 2}),
      }),
    ],
  });

/** Trains a model; returns the last report and the weights. */
async function trained(model: LayersModel, args: Partial<TrainArgs> = {}) {
  let report: TrainReport | undefined;
  const optimizer = createOptimizer({type: 'adam', learningRate: 0.01});
  for await (const event of train({model, task, optimizer, seed: 1, batch: 2, sequences: 20, ...args})) {
    report = event.report;
  }
  return {report: report!, weights: weightsOf(model)};
}

/** A class of which no object can be made. */
const refusing = (error: Error) =>
  class {
    constructor() {
      throw error;
    }
  } as never;

describe('train, where WebAssembly', () => {
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

  const lacks: [string, () => void, RegExp][] = [
    ['is missing', () => vi.stubGlobal('WebAssembly', undefined), /: there is no WebAssembly here$/],
    [
      'is forbidden',
      () => {
        const error = new WebAssembly.CompileError('Refused to compile or instantiate');
        for (const name of ['Module', 'Instance'] as const) {
          vi.spyOn(WebAssembly, name).mockImplementation(refusing(error));
        }
      },
      /: its WebAssembly code does not run here: Refused to compile or instantiate$/,
    ],
    [
      'has no room',
      () =>
        vi
          .spyOn(WebAssembly, 'Memory')
          .mockImplementation(refusing(new RangeError('could not allocate memory'))),
      /: the memory of another compiled layer cannot be created: /,
    ],
  ];

  test.each(lacks)('%s, goes on eagerly and says why', async (_, lack, reason) => {
    const eager = await trained(alone(), {compile: 'never'});
    lack();
    const {report, weights} = await trained(alone());
    expect([report.engine, report.engineReason]).toEqual(['eager', expect.stringMatching(reason)]);
    expect(weights).toEqual(eager.weights);
    expect(warnings()).toEqual([]);
  });

  test.each(lacks)('%s, uses the fallback of layers that are compiled', async (_, lack, reason) => {
    const model = alone();
    compile(model.layers[0] as RNN, {fallback: 'eager'});
    lack();
    const {report} = await trained(model);
    expect([report.engine, report.engineReason]).toEqual(['eager', expect.stringMatching(reason)]);
    expect(warnings()).toEqual([`${report.engineReason}; it runs eagerly`]);
  });

  test.each(lacks)('%s, does so with more than one layer', async (_, lack, reason) => {
    lack();
    const {report} = await trained(lstmModel(task));
    expect(report.engine).toBe('eager');
    expect(report.engineReason).toMatch(/^the model is not one recurrent layer; /);
    expect(report.engineReason).toMatch(reason);
  });

  test('has no relaxed SIMD, trains without, and says so', async () => {
    const plain = await trained(alone());
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    const {report, weights} = await trained(alone(), {relaxedSimd: true});
    const reason = 'this JavaScript engine has no relaxed SIMD';
    expect([report.engine, report.engineReason]).toEqual(['compiled', reason]);
    expect(weights).toEqual(plain.weights);
    const {report: other} = await trained(lstmModel(task), {relaxedSimd: true});
    expect(other.engine).toBe('layers compiled');
    expect(other.engineReason).toMatch(new RegExp(`^the model is not one recurrent layer; ${reason}$`));
    expect(warn.mock.calls.flat().filter((text) => String(text).includes('relaxed'))).toEqual([]);
  });

  test('has room for a layer, but not for a trainer: the layer is compiled', async () => {
    const {Memory} = WebAssembly;
    let memories = 0;
    class Last extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        if (++memories > 1) throw new RangeError('could not allocate memory');
        super(descriptor);
      }
    }
    vi.stubGlobal('WebAssembly', Object.create(WebAssembly, {Memory: {value: Last}}));
    const {report} = await trained(alone());
    expect(report.engine).toBe('layers compiled');
    expect(report.engineReason).toMatch(/the memory of another compiled layer cannot be created: /);
  });
});

describe('train in debug mode', () => {
  useBackend('cpu');
  const flags = {...tf.env().getFlags()};
  afterEach(() => {
    tf.env().setFlags(flags);
    vi.restoreAllMocks();
  });

  test.each(['auto', 'never'] as const)('compile %s: does the same', async (mode) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    vi.spyOn(console, 'log').mockImplementation(() => {});
    const expected = await trained(alone(), {compile: mode});
    tf.enableDebugMode();
    const {report, weights} = await trained(alone(), {compile: mode});
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    expect(report.engine).toBe(mode === 'auto' ? 'compiled' : 'eager');
    expect(weights).toEqual(expected.weights);
  });
});
