import {ArgumentError} from '@ntmjs/arguments';
import {LayerTrainer} from '@ntmjs/compile';
import {describeOnBackends, expectClose, expectNoLeak, uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, layers, loadLayersModel, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {optimizerConfigs, oracleOf} from '../fixtures/optimizerOracles.js';
import {adam} from './adam.js';
import {builtIn, createOptimizer, type OptimizerConfig, registerOptimizer} from './createOptimizer.js';
import {DeclaredOptimizer, isDeclared} from './declaredOptimizer.js';
import {declareOptimizer} from './declareOptimizer.js';
import {gravesRmsProp} from './gravesRmsProp.js';
import {sgd} from './sgd.js';

/** Variables of these shapes, and gradients for them that are the same for the same step. */
function problem(shapes: number[][] = [[3, 4], [5], []], seed = 1) {
  const variables = shapes.map((shape, index) => {
    const size = tf.util.sizeFromShape(shape);
    return tf.tidy(() => tf.variable(tf.tensor(uniformNumbers(seed + index, size), shape)));
  });
  const gradientValues = (step: number) =>
    shapes.map((shape, index) =>
      uniformNumbers(1000 * step + index, tf.util.sizeFromShape(shape), -3, 3).map(Math.fround),
    );
  const gradients = (step: number) =>
    gradientValues(step).map((values, index) => ({
      name: variables[index]!.name,
      tensor: tf.tensor(values, shapes[index]!),
    }));
  const step = (optimizer: tf.Optimizer, number: number) =>
    tf.tidy(() => optimizer.applyGradients(gradients(number)));
  const values = () => variables.map((variable) => [...variable.dataSync()]);
  return {variables, gradientValues, gradients, step, values};
}

/** An optimizer's state, with its names. */
async function stateOf(optimizer: tf.Optimizer): Promise<[string, number[]][]> {
  return (await optimizer.getWeights()).map(({name, tensor}) => [name, [...tensor.dataSync()]]);
}

test('the equations of every built-in optimizer are tested', () => {
  const tested = new Set<string>(optimizerConfigs.map(({type}) => type));
  expect([...tested].sort()).toEqual(builtIn.map(({name}) => name).sort());
});

describeOnBackends('an optimizer', () => {
  test.each(optimizerConfigs)('follows its equations over 100 steps: %o', (config) => {
    const {gradientValues, step, values} = problem();
    const optimizer = createOptimizer(config);
    const oracles = values().map((variable) => variable.map((value) => oracleOf(config, value)));
    for (let number = 0; number < 100; number++) {
      step(optimizer, number);
      const gradients = gradientValues(number);
      values().forEach((variable, index) => {
        const expected = oracles[index]!.map((oracle, slot) => oracle(gradients[index]![slot]!));
        expectClose(variable, expected, {absolute: 1e-5, relative: 1e-4});
      });
    }
    expect(optimizer.iterations).toBe(100);
  });

  test.each(optimizerConfigs)('resumes from its state bit for bit: %o', async (config) => {
    const [whole, other] = [problem(), problem()];
    const [optimizer, before, after] = [1, 2, 3].map(() => createOptimizer(config));
    for (let number = 0; number < 40; number++) whole.step(optimizer!, number);
    for (let number = 0; number < 7; number++) other.step(before!, number);
    await after!.setWeights(await before!.getWeights());
    before!.dispose();
    for (let number = 7; number < 40; number++) other.step(after!, number);
    expect(other.values()).toEqual(whole.values());
    expect(await stateOf(after!)).toEqual(await stateOf(optimizer!));
  });

  test.each([0, 1e-6, 1, 1e6])('the first step of Graves’ RMSProp is finite for a gradient of %d', (size) => {
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const optimizer = new DeclaredOptimizer(gravesRmsProp, {learningRate: 1});
    optimizer.applyGradients({[variable.name]: tf.tensor1d([size, -size])});
    const move = size / Math.sqrt(0.05 * size ** 2 - (0.05 * size) ** 2 + 1e-4);
    expectClose(variable, [1 - move, 2 + move]);
  });
});

describe('state', () => {
  useBackend('cpu');

  test('is listed slot by slot', async () => {
    const {step} = problem([[2], [3]]);
    const optimizer = new DeclaredOptimizer(adam, {learningRate: 0.1});
    step(optimizer, 1);
    const names = ['iter', 'firstMoment_0', 'firstMoment_1', 'secondMoment_0', 'secondMoment_1'];
    expect((await stateOf(optimizer)).map(([name]) => name)).toEqual(names);
  });

  test('that an older version saved variable by variable is read by its names', async () => {
    const {step} = problem([[2], [2]]);
    const [one, other] = [1, 2].map(() => new DeclaredOptimizer(gravesRmsProp, {learningRate: 0.1}));
    step(one!, 1);
    const weights = await one!.getWeights();
    const named = new Map(weights.map((weight) => [weight.name, weight]));
    const older = ['iter', 'meanSquare_0', 'mean_0', 'update_0', 'meanSquare_1', 'mean_1', 'update_1'];
    await other!.setWeights(older.map((name) => named.get(name)!));
    expect(await stateOf(other!)).toEqual(await stateOf(one!));
  });

  test('of tfjs’ Adam is taken over, and the other way around', async () => {
    const [own, theirs] = [problem(), problem()];
    const optimizers = [
      new DeclaredOptimizer(adam, {learningRate: 0.1}),
      tf.train.adam(0.1, 0.9, 0.999, 1e-7),
    ] as const;
    for (let number = 0; number < 30; number++) {
      own.step(optimizers[0], number);
      theirs.step(optimizers[1], number);
    }
    const copies = [tf.train.adam(0.1, 0.9, 0.999, 1e-7), new DeclaredOptimizer(adam, {learningRate: 0.1})];
    for (const [index, copy] of copies.entries())
      await copy.setWeights(await optimizers[index]!.getWeights());
    own.step(copies[0]!, 30);
    theirs.step(copies[1]!, 30);
    expectClose(own.values().flat(), theirs.values().flat(), {absolute: 1e-5});
  });

  test('that was taken over is its own: neither optimizer changes the other', async () => {
    const {step} = problem();
    const [one, other] = [1, 2].map(() => new DeclaredOptimizer(gravesRmsProp, {learningRate: 0.1}));
    step(one!, 1);
    await other!.setWeights(await one!.getWeights());
    const before = await stateOf(other!);
    step(one!, 2);
    expect(await stateOf(other!)).toEqual(before);
  });

  test('may be taken over from itself', async () => {
    const [whole, other] = [problem(), problem()];
    const [straight, turned] = [1, 2].map(() => new DeclaredOptimizer(adam, {learningRate: 0.1}));
    for (let number = 0; number < 20; number++) {
      whole.step(straight!, number);
      other.step(turned!, number);
      await turned!.setWeights(await turned!.getWeights());
    }
    expect(other.values()).toEqual(whole.values());
  });

  test('of another optimizer is rejected', async () => {
    const {step} = problem([[2]]);
    const other = new DeclaredOptimizer(adam, {learningRate: 0.1});
    step(other, 1);
    const optimizer = new DeclaredOptimizer(gravesRmsProp, {learningRate: 1});
    const setting = optimizer.setWeights(await other.getWeights());
    await expect(setting).rejects.toThrow(ArgumentError);
    await expect(setting).rejects.toThrow(
      'the state of the optimizer must be that of gravesRmsProp: iter, and the slots meanSquare, mean, update of each ' +
        'variable, got ["iter","firstMoment","secondMoment"]',
    );
  });

  test.each<[OptimizerConfig['type'], OptimizerConfig['type']]>([
    ['adamw', 'gravesRmsProp'],
    ['adamw', 'sgd'],
    ['gravesRmsProp', 'adam'],
    ['sgd', 'adam'],
  ])('of %s does not pass for that of %s, however many variables there are', async (from, to) => {
    for (const count of [1, 2, 3, 6]) {
      const {step} = problem(Array.from({length: count}, () => [2]));
      const [one, other] = [from, to].map((type) => createOptimizer({type, learningRate: 0.1}));
      step(one!, 1);
      const setting = other!.setWeights(await one!.getWeights());
      await expect(setting).rejects.toThrow(`the state of the optimizer must be that of ${to}: iter, and`);
      expect(other!.iterations).toBe(0);
    }
  });

  test('that lacks the iterations or a slot of a variable is rejected', async () => {
    const {step} = problem([[2], [2]]);
    const [one, other] = [1, 2].map(() => new DeclaredOptimizer(adam, {learningRate: 0.1}));
    step(one!, 1);
    const weights = await one!.getWeights();
    for (const part of [[], weights.slice(1), weights.slice(0, -1), [...weights.slice(0, -1), weights[1]!]])
      await expect(other!.setWeights(part)).rejects.toThrow(
        'the state of the optimizer must be that of adam',
      );
  });

  test('of an optimizer without slots is its iterations', async () => {
    const plain = declareOptimizer({
      ...{name: 'plain', title: 'Plain', source: {reference: '', section: '', url: ''}, arguments: {}},
      slots: [],
      update: ({sub}, {weight, gradient}) => ({weight: sub(weight, gradient)}),
    });
    const {step} = problem();
    const [one, other] = [1, 2].map(() => new DeclaredOptimizer(plain, {learningRate: 0.1}));
    const full = new DeclaredOptimizer(sgd, {learningRate: 0.1});
    for (const each of [one!, full]) step(each, 1);
    await other!.setWeights(await one!.getWeights());
    expect(other!.iterations).toBe(1);
    await expect(other!.setWeights(await full.getWeights())).rejects.toThrow(
      'the state of the optimizer must be that of plain: iter and no slots, got ["iter","velocity"]',
    );
  });

  test('that an older compiled step gave tfjs’ Adam is taken over by Adam alone', async () => {
    const {step} = problem([[2], [3]]);
    const one = new DeclaredOptimizer(adam, {learningRate: 0.1});
    step(one, 1);
    const [iterations, ...slots] = await one.getWeights();
    const older = [iterations!, ...slots.map(({tensor}, index) => ({name: `slot_${index + 1}`, tensor}))];
    const [other, third] = (['adam', 'adamw'] as const).map((type) =>
      createOptimizer({type, learningRate: 0.1}),
    );
    await other!.setWeights(older);
    expect(await stateOf(other!)).toEqual(await stateOf(one));
    await expect(third!.setWeights(older)).rejects.toThrow(ArgumentError);
  });

  test('of another optimizer of tfjs is not taken for that of Adam', async () => {
    const {step} = problem();
    const theirs = tf.train.rmsprop(0.1);
    step(theirs, 1);
    const setting = new DeclaredOptimizer(adam, {learningRate: 0.1}).setWeights(await theirs.getWeights());
    await expect(setting).rejects.toThrow('got ["iter","rms","momentum"]');
  });
});

describe('an optimizer', () => {
  useBackend('cpu');

  test('takes gradients as a map and as a list alike', () => {
    const [first, second] = [problem(), problem()];
    const [asList, asMap] = [1, 2].map(() => new DeclaredOptimizer(sgd, {learningRate: 0.1}));
    first.step(asList!, 1);
    asMap!.applyGradients(Object.fromEntries(second.gradients(1).map(({name, tensor}) => [name, tensor])));
    expect(first.values()).toEqual(second.values());
  });

  test.each(optimizerConfigs)('leaves no tensor behind, and dispose frees what was made: %o', (config) => {
    const {variables, step} = problem();
    const before = tf.memory().numTensors;
    const optimizer = createOptimizer(config);
    step(optimizer, 0);
    expect(tf.memory().numTensors).toBe(before + optimizer.declaration.slots.length * variables.length);
    let number = 0;
    expectNoLeak(() => {
      step(optimizer, ++number);
      return [];
    }, 100);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('leaves no tensor behind when it takes over a state again and again', async () => {
    const {step} = problem();
    const [one, other] = [1, 2].map(() => new DeclaredOptimizer(adam, {learningRate: 0.1}));
    step(one!, 1);
    await other!.setWeights(await one!.getWeights());
    const weights = await one!.getWeights();
    const before = tf.memory();
    for (let count = 0; count < 20; count++) await other!.setWeights(weights);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  test('does not change a variable without a gradient', () => {
    const {gradients, values} = problem([[2], [3]]);
    const optimizer = new DeclaredOptimizer(gravesRmsProp, {learningRate: 0.1});
    const [first, second] = gradients(1);
    const before = values();
    optimizer.applyGradients([{...first, tensor: undefined}, second] as never);
    expect(values()[0]).toEqual(before[0]);
    expect(values()[1]).not.toEqual(before[1]);
    optimizer.applyGradients(gradients(2));
  });

  test('may exchange the values of its slots', () => {
    const {variables, values} = problem([[1]]);
    const optimizer = new DeclaredOptimizer(
      {
        ...{name: 'swap', title: 'Swap', source: {reference: '', section: '', url: ''}, arguments: {}},
        slots: ['first', 'second'],
        update: ({mul}, {weight, first, second}) => ({
          weight: second!,
          first: weight!,
          second: mul(first!, 2),
        }),
      },
      {learningRate: 1},
    );
    const [[start]] = values() as [[number]];
    const gradient = {[variables[0]!.name]: tf.tensor1d([0])};
    const seen = [1, 2, 3].map(() => {
      optimizer.applyGradients(gradient);
      return values()[0]![0];
    });
    expect(seen).toEqual([0, 0, Math.fround(2 * start)]);
  });

  test('trains a model through compile and fit', async () => {
    const model = sequential({layers: [layers.dense({units: 1, inputShape: [2], useBias: false})]});
    const optimizer = new DeclaredOptimizer(gravesRmsProp, {learningRate: 0.01});
    model.compile({optimizer, loss: 'meanSquaredError'});
    const inputs = tf.tensor2d(uniformNumbers(1, 40), [20, 2]);
    const targets = tf.matMul(inputs, tf.tensor2d([[2], [-1]]));
    const {history} = await model.fit(inputs, targets, {epochs: 60, verbose: 0});
    expect(history.loss!.at(-1)).toBeLessThan(0.05 * Number(history.loss![0]));
  });

  test('rejects a gradient without its variable', () => {
    const optimizer = new DeclaredOptimizer(sgd, {learningRate: 1});
    expect(() => optimizer.applyGradients({nobody: tf.scalar(1)})).toThrow('no variable is named "nobody"');
  });

  test.each<[string, object]>([
    ['["weight","first"]', {weight: 1, first: 1}],
    ['["first","second"]', {first: 1, second: 1}],
    ['["weight","first","second","third"]', {weight: 1, first: 1, second: 1, third: 1}],
    ['["weight","first"]', {weight: 1, first: 1, second: undefined}],
    ['undefined', undefined as never],
  ])('names the result of a faulty rule, eager and compiled alike: %s', (got, keys) => {
    const declaration = declareOptimizer({
      ...{name: 'faulty', title: 'Faulty', source: {reference: '', section: '', url: ''}, arguments: {}},
      slots: ['first', 'second'],
      update: (_, {weight}) =>
        (keys &&
          Object.fromEntries(Object.entries(keys).map(([name, value]) => [name, value && weight]))) as never,
    });
    const {step} = problem();
    const optimizer = new DeclaredOptimizer(declaration, {learningRate: 1});
    const layer = layers.simpleRNN({
      units: 1,
      inputShape: [null, 1],
      returnSequences: true,
      recurrentInitializer: 'glorotUniform',
    });
    sequential({layers: [layer]});
    const message =
      'the result of update of the optimizer faulty must be an object of weight, first, second and nothing else, ';
    for (const update of [() => step(optimizer, 1), () => new LayerTrainer(layer, optimizer.rule, {})]) {
      expect(update).toThrow(ArgumentError);
      expect(update).toThrow(`${message}got ${got}`);
    }
  });

  test('rejects gradients in another order than before', () => {
    const {gradients} = problem([[2], [3]]);
    const optimizer = new DeclaredOptimizer(sgd, {learningRate: 1});
    optimizer.applyGradients(gradients(1));
    expect(() => optimizer.applyGradients(gradients(2).reverse())).toThrow(/must come in the same order/);
  });
});

describe('saved by tfjs', () => {
  useBackend('cpu');

  test.each([
    {type: 'gravesRmsProp', learningRate: 0.1, decay: 0.8, momentum: 0.7, epsilon: 1e-3},
    {type: 'sgd', learningRate: 0.1, momentum: 0.5, nesterov: true},
  ] as const)('an optimizer is made again from its class name and configuration: %o', (config) => {
    const optimizer = createOptimizer(config);
    const {[optimizer.getClassName()]: registered} = tf.serialization.SerializationMap.getMap().classNameMap;
    const [cls, fromConfig] = registered!;
    const copy = fromConfig(cls, {...JSON.parse(JSON.stringify(optimizer.getConfig())), name: 'any'});
    const {type: _, ...args} = config;
    expect((copy as DeclaredOptimizer).getConfig()).toEqual(args);
    expect(copy.getClassName()).toBe(optimizer.getClassName());
  });

  test('Adam has the name and configuration of tfjs’ own', () => {
    const optimizer = new DeclaredOptimizer(adam, {learningRate: 1e-3});
    expect(optimizer.getClassName()).toBe('Adam');
    expect(optimizer.getConfig()).toEqual(tf.train.adam(1e-3).getConfig());
  });

  test('an optimizer from outside does not replace the class of the same name of tfjs', async () => {
    const adagrad = declareOptimizer({
      ...{name: 'adagrad', title: 'Adagrad', source: {reference: '', section: '', url: ''}, arguments: {}},
      slots: ['sum'],
      update: ({add, sub, square}, {weight, gradient, sum}) => ({
        weight: sub(weight, gradient),
        sum: add(sum, square(gradient)),
      }),
    });
    registerOptimizer(adagrad);
    const loaded = await Promise.all(
      [tf.train.adagrad(0.1), new DeclaredOptimizer(adagrad, {learningRate: 0.1})].map(reloaded),
    );
    expect(loaded.map(({optimizer}) => optimizer.getClassName())).toEqual(['Adagrad', 'ntmjs.adagrad']);
    expect(loaded.map(({optimizer}) => isDeclared(optimizer))).toEqual([false, true]);
  });

  test('a name with an underscore is loaded too', async () => {
    const declaration = declareOptimizer({
      ...{name: 'two_words-all', title: 'Any', source: {reference: '', section: '', url: ''}, arguments: {}},
      slots: [],
      update: ({sub}, {weight, gradient}) => ({weight: sub(weight, gradient)}),
    });
    registerOptimizer(declaration);
    const {optimizer} = await reloaded(new DeclaredOptimizer(declaration, {learningRate: 0.1}));
    expect((optimizer as DeclaredOptimizer).declaration).toBe(declaration);
  });

  test.each(['GravesRmsProp', 'Adamw', 'Sgd'])('the class %s of earlier models is still known', (name) => {
    expect(tf.serialization.SerializationMap.getMap().classNameMap).toHaveProperty(name);
    expect(builtIn.map((each) => new DeclaredOptimizer(each, {learningRate: 1}).getClassName())).toContain(
      name,
    );
  });
});

/** A model that was compiled with an optimizer, saved and loaded. */
async function reloaded(optimizer: tf.Optimizer): Promise<LayersModel> {
  const model = sequential({layers: [layers.dense({units: 1, inputShape: [2]})]});
  model.compile({optimizer, loss: 'meanSquaredError'});
  await model.fit(tf.ones([1, 2]), tf.ones([1, 1]), {verbose: 0});
  let saved: tf.io.ModelArtifacts = {};
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return {modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts)};
  });
  await model.save(handler, {includeOptimizer: true});
  return loadLayersModel(tf.io.fromMemory(saved));
}
