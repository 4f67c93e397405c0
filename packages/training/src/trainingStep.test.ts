import {compile, isCompiled, recurrentLayersOf, runnerOf} from '@ntmjs/compile';
import {bitsOfEachSequence, copyTask, RandomStream, wrongBitsOfEachSequence} from '@ntmjs/tasks';
import {allowRelaxedSimd, expectClose, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, type LayersModel, layers, type RNN, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import type {ClipArgs} from './clipping.js';
import type {CompileMode} from './engine.js';
import {optimizerConfigs} from './fixtures/optimizerOracles.js';
import {createOptimizer} from './optimizers/createOptimizer.js';
import {createTrainingStep} from './trainingStep.js';

const task = copyTask({vectorWidth: 2, maxLength: 4});

const recurrent = (more: object = {}) =>
  layers.lstm({
    units: task.outputSize,
    inputShape: [null, task.inputSize],
    returnSequences: true,
    kernelInitializer: initializers.glorotUniform({seed: 1}),
    recurrentInitializer: initializers.glorotUniform({seed: 2}),
    ...more,
  });

/** A model that is one recurrent layer. */
const alone = (more: object = {}) => sequential({layers: [recurrent(more)]});

const OPTIMIZERS = optimizerConfigs;

/** Takes steps, and returns the logits of the last and what is left behind. */
async function takeSteps(
  model: LayersModel,
  optimizer: tf.Optimizer,
  clip: ClipArgs,
  mode: CompileMode,
  {steps = 30, batch = 3, random = new RandomStream(1), relaxedSimd = undefined as boolean | undefined} = {},
) {
  const step = await createTrainingStep(model, optimizer, clip, mode, 1, relaxedSimd);
  let logits: Float32Array = new Float32Array();
  for (let count = 0; count < steps; count++) logits = await step.run(task.sample(random, batch));
  await step.sync();
  step.dispose();
  const slots = (await optimizer.getWeights()).map(({tensor}) => tensor.dataSync());
  return {engine: step.engine, logits, weights: model.getWeights().map((weight) => weight.dataSync()), slots};
}

describe('a compiled step', () => {
  useBackend('cpu');

  test('measures what the metrics of every task are, to the last bit', async () => {
    const [random, batch] = [new RandomStream(3), 4];
    const step = await createTrainingStep(alone(), createOptimizer(OPTIMIZERS[0]!), {}, 'auto', 1, undefined);
    for (let count = 0; count < 5; count++) {
      const episodes = task.sample(random, batch);
      const measures = {bits: new Float64Array(batch), wrongBits: new Float64Array(batch)};
      const logits = await step.run(episodes, {measures});
      expect([...measures.bits]).toEqual(bitsOfEachSequence(logits, episodes));
      expect([...measures.wrongBits]).toEqual(wrongBitsOfEachSequence(logits, episodes));
    }
    step.dispose();
  });

  test.each(
    OPTIMIZERS.flatMap((optimizer) =>
      [{}, {elementwise: 0.05}, {globalNorm: 0.1}, {elementwise: 0.05, globalNorm: 0.1}].map(
        (clip) => [optimizer, clip] as const,
      ),
    ),
  )('does what the eager step does: %j, clip %j', async (optimizer, clip) => {
    const compiled = await takeSteps(alone(), createOptimizer(optimizer), clip, 'auto');
    const eager = await takeSteps(alone(), createOptimizer(optimizer), clip, 'never');
    expect([compiled.engine, eager.engine]).toEqual(['compiled', 'eager']);
    const near = {absolute: 1e-4, relative: 1e-3};
    expectClose(compiled.logits, eager.logits, near);
    for (const [index, weight] of eager.weights.entries())
      expectClose(compiled.weights[index]!, weight, near);
    for (const [index, slot] of eager.slots.entries()) expectClose(compiled.slots[index]!, slot, near);
  });

  test.each(OPTIMIZERS)(
    'an eager step goes on where it stopped, and the other way around: %j',
    async (args) => {
      const change = async (first: CompileMode, second: CompileMode) => {
        const [model, optimizer, random] = [alone(), createOptimizer(args), new RandomStream(1)];
        await takeSteps(model, optimizer, {}, first, {steps: 10, random});
        return takeSteps(model, optimizer, {}, second, {steps: 10, random});
      };
      const whole = await takeSteps(alone(), createOptimizer(args), {}, 'never', {steps: 20});
      for (const changed of [
        await change('auto', 'never'),
        await change('never', 'auto'),
        await change('auto', 'auto'),
      ]) {
        for (const [index, weight] of whole.weights.entries()) {
          expectClose(changed.weights[index]!, weight, {absolute: 1e-4, relative: 1e-3});
        }
      }
    },
  );

  test('tfjs’ own Adam is compiled as the declared one is', async () => {
    const own = await takeSteps(alone(), createOptimizer({type: 'adam', learningRate: 0.01}), {}, 'auto');
    const theirs = await takeSteps(alone(), tf.train.adam(0.01), {}, 'auto');
    expect(theirs).toEqual(own);
    expect(theirs.engine).toBe('compiled');
  });

  test('equal runs are equal to the last bit', async () => {
    const run = () => takeSteps(alone(), createOptimizer(OPTIMIZERS[0]!), {globalNorm: 1}, 'auto');
    expect(await run()).toEqual(await run());
  });

  test('has relaxed SIMD if asked to, with equal results within rounding', async () => {
    allowRelaxedSimd();
    const run = (relaxedSimd: boolean | undefined) =>
      takeSteps(alone(), createOptimizer(OPTIMIZERS[0]!), {globalNorm: 1}, 'auto', {relaxedSimd});
    const [plain, usual, fused] = [await run(false), await run(undefined), await run(true)];
    expect(usual).toEqual(plain);
    expect(await run(true)).toEqual(fused);
    expect(fused.weights).not.toEqual(plain.weights);
    for (const [index, weight] of plain.weights.entries())
      expectClose(fused.weights[index]!, weight, {absolute: 1e-4, relative: 1e-3});
  });

  test('takes batches of any size and sequences of any length', async () => {
    const [model, optimizer] = [alone(), createOptimizer(OPTIMIZERS[0]!)];
    const step = await createTrainingStep(model, optimizer, {}, 'auto');
    for (const [batch, length] of [
      [1, 1],
      [4, 9],
      [2, 3],
      [7, 30],
    ] as const) {
      const logits = await step.run(task.sample(new RandomStream(1), batch, {length}));
      expect(logits).toHaveLength(batch * (2 * length + 1) * task.outputSize);
      expect(logits.every(Number.isFinite)).toBe(true);
    }
  });

  test('the learning rate may change on the way', async () => {
    const [model, optimizer] = [alone(), createOptimizer(OPTIMIZERS[0]!)];
    const before = model.getWeights()[0]!.dataSync();
    (optimizer as unknown as {learningRate: number}).learningRate = 1e-12;
    const {weights} = await takeSteps(model, optimizer, {}, 'auto', {steps: 5});
    expectClose(weights[0]!, before, {absolute: 1e-9, relative: 0});
  });

  test.each<[string, () => LayersModel]>([
    ['compiled', () => alone()],
    ['layers compiled', () => sequential({layers: [recurrent(), layers.dense({units: task.outputSize})]})],
  ])('%s: a layer that the user compiled stays as it was compiled', async (engine, create) => {
    const model = create();
    const layer = model.layers[0] as RNN;
    compile(layer, {memoryBudget: 1000});
    const runner = runnerOf(layer);
    const run = await takeSteps(model, createOptimizer(OPTIMIZERS[0]!), {}, 'auto', {steps: 2});
    expect(run.engine).toBe(engine);
    expect(runner.budget).toBe(1000);
    expect(runnerOf(layer)).toBe(runner);
  });

  test('never: a layer that the user compiled stays compiled, and the report says so', async () => {
    const compiled = alone();
    compile(compiled.layers[0] as RNN);
    for (const [model, engine, reason] of [
      [compiled, 'layers compiled', 'compile is never, but layers were compiled before'],
      [alone(), 'eager', 'compile is never'],
    ] as const) {
      const step = await createTrainingStep(model, createOptimizer(OPTIMIZERS[0]!), {}, 'never');
      await step.run(task.sample(new RandomStream(1), 2));
      expect([step.engine, step.reason]).toEqual([engine, reason]);
      expect(isCompiled(model.layers[0] as RNN)).toBe(engine === 'layers compiled');
    }
  });

  test('leaves no tensor behind', async () => {
    const [model, optimizer] = [alone(), createOptimizer(OPTIMIZERS[0]!)];
    await takeSteps(model, optimizer, {}, 'auto', {steps: 2});
    const before = tf.memory().numTensors;
    await takeSteps(model, optimizer, {}, 'auto', {steps: 20});
    // What `getWeights` of the model and of the optimizer return are the variables themselves, but for the iterations.
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(1);
  });
});

describe('what cannot be compiled as a whole', () => {
  useBackend('cpu');

  test.each<[string, () => LayersModel, string, string]>([
    [
      'a layer on top',
      () => sequential({layers: [recurrent(), layers.dense({units: task.outputSize})]}),
      'layers compiled',
      'the model is not one recurrent layer',
    ],
    [
      'a layer that goes backwards',
      () => alone({goBackwards: true}),
      'layers compiled',
      'the layer is stateful or goes backwards',
    ],
    ['dropout', () => alone({dropout: 0.5}), 'eager', 'randomness such as dropout cannot be compiled'],
    [
      'dropout below another layer',
      () =>
        sequential({
          layers: [
            layers.dense({units: 3, inputShape: [null, task.inputSize]}),
            recurrent({inputShape: undefined, dropout: 0.5, name: 'dropped'}),
          ],
        }),
      'eager',
      'the model is not one recurrent layer; dropped: the kernel',
    ],
    [
      'a bidirectional layer',
      () =>
        sequential({
          layers: [
            layers.bidirectional({layer: recurrent(), mergeMode: 'sum', inputShape: [null, task.inputSize]}),
          ],
        }),
      'layers compiled',
      'the model is not one recurrent layer',
    ],
    [
      'a model in the model',
      () => sequential({layers: [alone()]}),
      'layers compiled',
      'the model is not one',
    ],
    [
      'no recurrent layer',
      () =>
        sequential({layers: [layers.dense({units: task.outputSize, inputShape: [null, task.inputSize]})]}),
      'eager',
      'it has no recurrent layer',
    ],
  ])('%s: it says why, and trains', async (_, create, engine, reason) => {
    const model = create();
    const step = await createTrainingStep(model, createOptimizer(OPTIMIZERS[2]!), {}, 'auto');
    expect(step.engine).toBe(engine);
    expect(step.reason).toContain(reason);
    const weights = () => model.getWeights().map((weight) => weight.dataSync());
    const before = weights();
    const logits = await step.run(task.sample(new RandomStream(1), 2));
    expect(logits.every(Number.isFinite)).toBe(true);
    expect(weights()).not.toEqual(before);
    for (const layer of recurrentLayersOf(model)) {
      expect(isCompiled(layer)).toBe(engine === 'layers compiled');
    }
  });

  test('an optimizer without a declaration: layers are compiled, and train as eagerly', async () => {
    const runs = await Promise.all(
      (['auto', 'never'] as const).map((mode) => takeSteps(alone(), tf.train.sgd(0.1), {}, mode)),
    );
    expect(runs.map(({engine}) => engine)).toEqual(['layers compiled', 'eager']);
    expectClose(runs[0]!.weights[0]!, runs[1]!.weights[0]!, {absolute: 1e-4, relative: 1e-3});
  });
});
