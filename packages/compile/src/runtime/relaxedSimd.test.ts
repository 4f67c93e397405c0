import {ntm} from '@ntmjs/layers';
import {allowRelaxedSimd, expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, type LayersModel, layers, type RNN, sequential} from '@tensorflow/tfjs-layers';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {generate} from '../code/module.js';
import {adamRule} from '../fixtures/adamRule.js';
import {compile as compileAny} from '../model/compile.js';
import {explain} from '../model/explain.js';
import {traceStep} from '../trace/traceStep.js';
import {compile, runnerOf, usesRelaxedSimd} from './compile.js';
import {compileLayers} from './compileLayers.js';
import {planTrace} from './pipeline.js';
import {hasRelaxedSimd} from './relaxedSimd.js';
import {LayerTrainer, type TrainerArgs} from './trainer.js';

allowRelaxedSimd();
useBackend('cpu');
afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

const [STEPS, INPUTS, UNITS] = [4, 5, 3];

function built(): RNN {
  const layer = ntm({
    ...{units: UNITS, controller: {type: 'feedforward', units: 7}, memory: {rows: 8, width: 6}},
    ...{returnSequences: true, seed: 1, inputShape: [STEPS, INPUTS]},
  });
  layer.build([null, STEPS, INPUTS]);
  return layer;
}

/** As an engine without relaxed SIMD answers. */
const withoutIt = () => vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);

const x = () => tf.randomNormal([2, STEPS, INPUTS], 0, 1, 'float32', 1);

const outputsOf = (layer: RNN) => tf.tidy(() => (layer.apply(x()) as tf.Tensor).dataSync());

/** The positions of the instructions of relaxed SIMD, as WebAssembly numbers them: 0xfd, then 0x105 or 0x106. */
function relaxedIn(bytes: Uint8Array): number {
  return bytes.filter(
    (byte, index) => byte === 0xfd && [0x85, 0x86].includes(bytes[index + 1]!) && bytes[index + 2] === 0x02,
  ).length;
}

describe('relaxed SIMD', () => {
  test('is there where a module with it is valid', () => {
    expect(hasRelaxedSimd()).toBe(true);
    withoutIt();
    expect(hasRelaxedSimd()).toBe(false);
    vi.stubGlobal('WebAssembly', undefined);
    expect(hasRelaxedSimd()).toBe(false);
    vi.unstubAllGlobals();
  });

  test('is in code that asks for it, and in no other', () => {
    const layer = built();
    const {settled, plan, sizes} = planTrace(traceStep(layer.cell as never, INPUTS, 'ntm'), 'ntm');
    const code = (args?: object) => generate(settled, plan, sizes, args).bytes;
    expect(relaxedIn(code())).toBe(0);
    expect(code()).toEqual(code({relaxedSimd: false}));
    expect(relaxedIn(code({relaxedSimd: true}))).toBeGreaterThan(100);
  });

  test('changes results within rounding only, equally each time', () => {
    const plain = outputsOf(compile(built()));
    const [first, second] = [1, 2].map(() => outputsOf(compile(built(), {relaxedSimd: true})));
    expectClose(first!, plain);
    expect(first).not.toEqual(plain);
    expect(second).toEqual(first);
  });

  test('comes and goes as a layer is compiled again', () => {
    const layer = compile(built());
    const plain = outputsOf(layer);
    compile(layer, {relaxedSimd: true});
    expect(usesRelaxedSimd(layer)).toBe(true);
    expect(outputsOf(layer)).not.toEqual(plain);
    const {program} = runnerOf(layer);
    expect(runnerOf(compile(layer, {relaxedSimd: true})).program).toBe(program);
    expect(outputsOf(compile(layer))).toEqual(plain);
  });

  test('is stated by explain', () => {
    const layer = built();
    expect(explain(layer, 1).relaxedSimd).toBe(false);
    expect(explain(compile(layer, {relaxedSimd: true}), 1).relaxedSimd).toBe(true);
  });

  test('is an argument of compileLayers, for layers that are not compiled yet', () => {
    const [own, other] = [built(), built()];
    const model = sequential({layers: [own]});
    compileLayers(model, {relaxedSimd: true});
    expect(usesRelaxedSimd(own)).toBe(true);
    compile(other);
    compileLayers(sequential({layers: [other]}), {relaxedSimd: true});
    expect(usesRelaxedSimd(other)).toBe(false);
  });
});

describe('a trainer', () => {
  /** The weights after some steps. */
  function trained(layer: RNN, args: TrainerArgs) {
    const trainer = new LayerTrainer(layer, adamRule(), {}, args);
    trainer.load(
      layer.trainableWeights.map((weight) => weight.read().dataSync()),
      [],
      0,
    );
    const inputs = tf.tidy(() => x().dataSync() as Float32Array);
    for (let step = 0; step < 3; step++) {
      const set = (_: number, outputs: Float32Array, gradient: Float32Array) => gradient.set(outputs);
      trainer.step({batch: 2, steps: STEPS, inputs}, set, 1e-3);
    }
    return {relaxedSimd: trainer.relaxedSimd, weights: trainer.weights()};
  }

  test('fuses if it is asked to, else as its layer does', () => {
    const plain = trained(built(), {});
    const fused = trained(built(), {relaxedSimd: true});
    expect([plain.relaxedSimd, fused.relaxedSimd]).toEqual([false, true]);
    for (const [index, weight] of plain.weights.entries()) expectClose(fused.weights[index]!, weight);
    expect(fused.weights).not.toEqual(plain.weights);
    const relaxed = () => compile(built(), {relaxedSimd: true});
    expect(trained(relaxed(), {})).toEqual(fused);
    expect(trained(relaxed(), {relaxedSimd: false})).toEqual(plain);
    expect(trained(compile(built()), {relaxedSimd: true})).toEqual(fused);
  });

  test('that another layer is compiled for leaves one that was compiled as it is', () => {
    const layer = compile(built());
    trained(layer, {relaxedSimd: true});
    expect(usesRelaxedSimd(layer)).toBe(false);
  });

  test('says so if this engine does not have it', () => {
    withoutIt();
    const plain = trained(built(), {});
    expect(trained(built(), {relaxedSimd: true})).toEqual(plain);
  });
});

describe('a model', () => {
  const glorot = (seed: number) => initializers.glorotUniform({seed});
  const build = () =>
    sequential({
      layers: [
        layers.dense({units: 9, inputShape: [STEPS, INPUTS], kernelInitializer: glorot(1)}),
        layers.lstm({units: 8, kernelInitializer: glorot(2), recurrentInitializer: glorot(3)}),
        layers.dense({units: 2, kernelInitializer: glorot(4)}),
      ],
    });

  async function fitted(relaxedSimd: boolean | undefined): Promise<number[]> {
    const model: LayersModel = compileAny(build(), {fallback: 'error', relaxedSimd});
    model.compile({optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError'});
    const [inputs, targets] = [x(), tf.ones([2, 2])];
    await model.fit(inputs, targets, {epochs: 2, verbose: 0, shuffle: false});
    const weights = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
    tf.dispose([inputs, targets]);
    model.dispose();
    return weights;
  }

  test('trains with it in each of its parts, with equal results within rounding', async () => {
    const [plain, usual] = [await fitted(false), await fitted(undefined)];
    expect(usual).toEqual(plain);
    const modules = vi.spyOn(WebAssembly, 'Module');
    const fused = await fitted(true);
    const withIt = modules.mock.calls.filter(([bytes]) => relaxedIn(bytes as Uint8Array) > 0);
    // The first layer, the recurrent one, and the last with the loss.
    expect(withIt).toHaveLength(3);
    expect(fused).not.toEqual(plain);
    expectClose(fused, plain);
  });
});

test('without it in the engine, code runs without, after one warning', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  withoutIt();
  const expected = outputsOf(compile(built()));
  for (let time = 0; time < 2; time++) {
    const layer = compile(built(), {relaxedSimd: true});
    expect(outputsOf(layer)).toEqual(expected);
    expect(usesRelaxedSimd(layer)).toBe(false);
  }
  expect(warn.mock.calls).toEqual([
    ['relaxedSimd has no effect: this JavaScript engine has no relaxed SIMD'],
  ]);
});
