import {ArgumentError} from '@ntmjs/arguments';
import {type NtmArgs, ntm, withRows} from '@ntmjs/layers';
import {RandomStream} from '@ntmjs/tasks';
import {expectClose, useBackend, useFolder} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, type LayersModel, layers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import type {CompileMode} from './engine.js';
import {lstmModel} from './fixtures/models.js';
import {configWith, task, versions} from './fixtures/runs.js';
import {type MemorySize, MemorySizes} from './memorySizes.js';
import {createOptimizer} from './optimizers/createOptimizer.js';
import {Run} from './runs/run.js';
import {train} from './train.js';
import type {TrainArgs} from './trainArgs.js';
import type {TrainState} from './trainEvent.js';
import {trainingMemory} from './trainingMemory.js';
import {trainStep} from './trainStep.js';

useBackend('cpu');

const path = useFolder();

/** A model that is one NTM, or an NTM and a dense layer. */
function create(isAlone = true, args: Partial<NtmArgs> = {}): LayersModel {
  const layer = ntm({
    units: isAlone ? task.outputSize : 4,
    controller: {type: 'feedforward', units: 5},
    memory: {rows: 6, width: 3},
    inputShape: [null, task.inputSize],
    returnSequences: true,
    seed: 1,
    name: 'ntm',
    ...args,
  });
  const dense = () =>
    layers.dense({units: task.outputSize, kernelInitializer: initializers.glorotUniform({seed: 2})});
  return sequential({layers: isAlone ? [layer] : [layer, dense()]});
}

const AFTER = 4;
const SIZES: MemorySize[] = [
  {rows: 12, share: 0.4, after: AFTER},
  {rows: 4, share: 0.2, after: 2 * AFTER},
];

const ENGINES: [string, () => LayersModel, CompileMode][] = [
  ['compiled', () => create(), 'auto'],
  ['layers compiled', () => create(false), 'auto'],
  ['eager', () => create(), 'never'],
];

const newOptimizer = () => createOptimizer({type: 'gravesRmsProp', learningRate: 3e-3});

type Args = Partial<TrainArgs> & Pick<TrainArgs, 'model'>;

/** Trains up to so many sequences, or only to the event after so many, as if stopped there. */
async function trained({optimizer = newOptimizer(), ...args}: Args, until = 24) {
  const usual = {task, seed: 3, batch: 2, window: 10, reportEvery: 4, clip: {globalNorm: 1}, sequences: 24};
  for await (const {report, state} of train({...usual, withRows, ...args, optimizer})) {
    if (report.sequences >= until) return {report, state, values: await valuesOf(args.model, optimizer)};
  }
  throw new Error('no end');
}

async function valuesOf(model: LayersModel, optimizer: tf.Optimizer) {
  const [iterations, ...slots] = (await optimizer.getWeights()).map(({tensor}) => tensor);
  const values = [...model.getWeights(), ...slots].map((tensor) => tensor.dataSync().slice());
  iterations!.dispose();
  return values;
}

const timeless = ({seconds: _, ...state}: TrainState) => state;

describe.each(ENGINES)('%s', (engine, model, compile) => {
  test('equal seeds give equal runs, and other seeds other ones', async () => {
    const run = () => trained({model: model(), compile, memorySizes: SIZES});
    const [first, second] = [await run(), await run()];
    expect(first.report.engine).toBe(engine);
    expect(Object.keys(first.report.onRows!)).toEqual(['4', '12']);
    expect([second.values, timeless(second.state)]).toEqual([first.values, timeless(first.state)]);
    const other = await trained({model: model(), compile, memorySizes: SIZES, seed: 4});
    expect(other.values).not.toEqual(first.values);
  });

  test('until the first of them begins, and in its episodes, training is that without other sizes', async () => {
    for (const [until, isEqual] of [
      [AFTER, true],
      [24, false],
    ] as const) {
      const without = await trained({model: model(), compile}, until);
      const other = await trained({model: model(), compile, memorySizes: SIZES}, until);
      expect(other.state.random).toEqual(without.state.random);
      if (isEqual) expect(other.values).toEqual(without.values);
      else expect(other.values).not.toEqual(without.values);
    }
  });

  test('a resumed run ends like an uninterrupted one, to the last bit', async () => {
    const args = {compile, memorySizes: SIZES};
    const whole = await trained({model: model(), ...args});
    const run = await Run.create(path('run'), configWith(), versions);
    const [first, optimizer] = [model(), newOptimizer()];
    const {state} = await trained({model: first, optimizer, ...args}, 16);
    await run.save({model: first, optimizer, state});

    const again = newOptimizer();
    const loaded = await run.loadTraining(again);
    expect(loaded).toEqual(state);
    expect(loaded.onRows).toBeDefined();
    const rest = await trained({model: await run.loadModel(), optimizer: again, state: loaded, ...args});
    expect([rest.values, timeless(rest.state)]).toEqual([whole.values, timeless(whole.state)]);
  });

  test('no tensor is left when training ends, or is left', async () => {
    const [one, optimizer] = [model(), newOptimizer()];
    const args = {model: one, optimizer, compile, memorySizes: SIZES};
    await trained(args, 4);
    const before = tf.memory().numTensors;
    for (const until of [4, 16, 24]) {
      const {state} = await trained(args, until);
      expect(state.sequences).toBe(until);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('compiled and eager training agree', async () => {
  const [compiled, eager] = await Promise.all(
    (['auto', 'never'] as const).map((compile) => trained({model: create(), compile, memorySizes: SIZES})),
  );
  expect([compiled!.report.engine, eager!.report.engine]).toEqual(['compiled', 'eager']);
  for (const [index, values] of compiled!.values.entries()) {
    expectClose(values, eager!.values[index]!, {absolute: 1e-4, relative: 1e-3});
  }
});

test('a step on another size is a step of a model of that size', async () => {
  const [model, other] = [create(), withRows(create(), 12)];
  const episodes = task.sample(new RandomStream(1), 3);
  const [optimizer, another] = [newOptimizer(), newOptimizer()];
  const variant = withRows(create(true, {seed: 9}), 12);
  for (let step = 0; step < 3; step++) {
    const logits = await trainStep(model, optimizer, episodes, {}, variant);
    expect(logits).toEqual(await trainStep(other, another, episodes, {}));
  }
  expect(await valuesOf(model, optimizer)).toEqual(await valuesOf(other, another));
});

test("means, the goal and the curriculum are of the model's own memory, and each size has its means", async () => {
  const memorySizes = [{rows: 12, share: 1}];
  const curriculum = {type: 'doubling', part: 'length', start: 1, below: 1e9, window: 1} as const;
  const solved = {metric: 'bits', below: 1e9} as const;
  const {report, state} = await trained({model: create(), memorySizes, curriculum, solved, window: 4});
  expect([report.bits, report.difficulty, report.solvedAt]).toEqual([Number.NaN, {length: 1}, undefined]);
  expect(report.onRows![12]!.bits).toBeGreaterThan(0);
  expect(state.onRows![12]!.bits).toHaveLength(4);
  const mean = state.onRows![12]!.bits!.reduce((sum, value) => sum + value, 0) / 4;
  expect(report.onRows![12]!.bits).toBeCloseTo(mean, 10);
  expect((await trained({model: create(), curriculum, solved, window: 4}, 6)).report.solvedAt).toBeDefined();
});

describe('the size of a batch', () => {
  test('has its share, from its time on, and depends on the seed', () => {
    const sizes = MemorySizes.of(create(), SIZES, withRows);
    const drawn = (seed: number, from: number) =>
      Array.from({length: 4000}, (_, index) => sizes.draw(seed, from + index));
    const share = (all: (number | undefined)[], size: number | undefined) =>
      all.filter((each) => each === size).length / all.length;
    expect([0, AFTER - 1].map((sequences) => sizes.draw(1, sequences))).toEqual([undefined, undefined]);
    const all = drawn(1, 2 * AFTER);
    expect(share(all, 0)).toBeCloseTo(0.4, 1);
    expect(share(all, 1)).toBeCloseTo(0.2, 1);
    expect(share(all, undefined)).toBeCloseTo(0.4, 1);
    expect(drawn(1, 2 * AFTER)).toEqual(all);
    expect(drawn(2, 2 * AFTER)).not.toEqual(all);
  });
});

test('the memory of training counts the larger model', async () => {
  const memoryOf = async (compile: CompileMode, memorySizes?: MemorySize[]) => {
    const before = tf.memory().numTensors;
    const [model, optimizer] = [create(), newOptimizer()];
    const made = tf.memory().numTensors;
    const {step} = await trainingMemory({
      model,
      task,
      optimizer,
      sequences: 10,
      compile,
      memorySizes,
      withRows,
    });
    expect(tf.memory().numTensors - before).toBe(made - before);
    return step;
  };
  for (const compile of ['auto', 'never'] as const) {
    const own = await memoryOf(compile);
    const with60 = await memoryOf(compile, [{rows: 60, share: 0.1}]);
    expect(with60).toBeGreaterThan(3 * own);
  }
});

describe('mistakes', () => {
  const size = {rows: 12, share: 0.5};
  const learned = () => create(true, {memory: {rows: 6, width: 3, contents: 'learned'}});
  test.each<[string, () => Args, string]>([
    [
      'no list',
      () => ({model: create(), memorySizes: size as never}),
      'memorySizes must be a list of objects',
    ],
    [
      'rows of 0',
      () => ({model: create(), memorySizes: [{...size, rows: 0}]}),
      'memorySizes[0].rows must be a positive integer, got 0',
    ],
    [
      'the rows of the model',
      () => ({model: create(), memorySizes: [size, {...size, rows: 6}]}),
      "memorySizes[1].rows must be other than the model's own, got 6",
    ],
    [
      'too few rows for the shifts',
      () => ({model: create(), memorySizes: [{...size, rows: 2}]}),
      'memorySizes[0].rows must be at least 3',
    ],
    [
      'a share above 1',
      () => ({model: create(), memorySizes: [{...size, share: 1.1}]}),
      'memorySizes[0].share must be a finite number above 0 and at most 1, got 1.1',
    ],
    [
      'shares above 1 together',
      () => ({model: create(), memorySizes: [size, {rows: 8, share: 0.6}]}),
      'memorySizes must be sizes whose shares are at most 1 together, got 1.1',
    ],
    [
      'a size twice',
      () => ({model: create(), memorySizes: [size, size]}),
      'memorySizes must be sizes with different rows, got [12,12]',
    ],
    [
      'a negative start',
      () => ({model: create(), memorySizes: [{...size, after: -1}]}),
      'memorySizes[0].after must be an integer at least 0',
    ],
    [
      'no withRows',
      () => ({model: create(), memorySizes: [size], withRows: undefined}),
      'withRows must be a function',
    ],
    [
      'a withRows that makes no model',
      () => ({model: create(), memorySizes: [size], withRows: (() => 1) as never}),
      'withRows(model, rows) must be a LayersModel, got 1',
    ],
    [
      'a model without a memory',
      () => ({model: lstmModel(task), memorySizes: [size]}),
      'memorySizes must be none for this model (model must be a model with a memory-augmented layer',
    ],
    [
      'learned contents',
      () => ({model: learned(), memorySizes: [size]}),
      'memorySizes must be none for this model (its weight ntm/memory_contents is learned for a fixed number of rows: [6,3], not [12,3])',
    ],
    [
      'learned weightings',
      () => ({model: create(true, {firstWeighting: 'learned'}), memorySizes: [size]}),
      'is learned for a fixed number of rows: [6], not [12]',
    ],
    [
      'a state of other metrics',
      () => ({
        model: create(),
        memorySizes: [size],
        state: {
          ...({sequences: 0, seconds: 0, random: [1, 2, 3, 4], metrics: {}, rateScale: 1} as const),
          onRows: {12: {bits: 1}} as never,
        },
      }),
      'state.onRows.12.bits must be a list of numbers, got 1',
    ],
  ])('%s', async (_, args, message) => {
    const all = args();
    const before = tf.memory().numTensors;
    const call = () => train({task, seed: 1, sequences: 1, optimizer: newOptimizer(), withRows, ...all});
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a variant of other weights', async () => {
    const [model, variant] = [create(), learned()];
    const step = trainStep(model, newOptimizer(), task.sample(new RandomStream(1), 1), {}, variant);
    await expect(step).rejects.toThrow(
      "variant must be a model with weights of the shapes of the trained one's",
    );
  });
});
