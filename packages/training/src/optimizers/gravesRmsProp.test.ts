import {describeOnBackends, expectClose, expectNoLeak, uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {GravesRmsProp, type GravesRmsPropArgs} from './gravesRmsProp.js';

/** The equations in double precision, element by element. */
function oracle(args: Required<GravesRmsPropArgs>, first: number[]): (gradient: number[]) => number[] {
  const {learningRate, decay, momentum, epsilon} = args;
  const values = [...first];
  const [meanSquare, mean, update] = [0, 1, 2].map(() => first.map(() => 0)) as [
    number[],
    number[],
    number[],
  ];
  return (gradient) => {
    for (const [i, g] of gradient.entries()) {
      meanSquare[i] = decay * meanSquare[i]! + (1 - decay) * g ** 2;
      mean[i] = decay * mean[i]! + (1 - decay) * g;
      const root = Math.sqrt(meanSquare[i]! - mean[i]! ** 2 + epsilon);
      update[i] = momentum * update[i]! - (learningRate * g) / root;
      values[i]! += update[i]!;
    }
    return [...values];
  };
}

/** Variables of these shapes, and gradients for them that are the same for the same step. */
function problem(shapes: number[][], seed = 1) {
  const variables = shapes.map((shape, index) => {
    const size = tf.util.sizeFromShape(shape);
    return tf.tidy(() => tf.variable(tf.tensor(uniformNumbers(seed + index, size), shape)));
  });
  const gradientValues = (step: number) =>
    shapes.map((shape, index) => {
      const values = uniformNumbers(1000 * step + index, tf.util.sizeFromShape(shape), -3, 3);
      return values.map(Math.fround);
    });
  const gradients = (step: number) =>
    gradientValues(step).map((values, index) => ({
      name: variables[index]!.name,
      tensor: tf.tensor(values, shapes[index]!),
    }));
  const step = (optimizer: tf.Optimizer, number: number) =>
    tf.tidy(() => optimizer.applyGradients(gradients(number)));
  return {variables, gradientValues, gradients, step};
}

const shapes = [[3, 4], [5], []];

describeOnBackends('GravesRmsProp', () => {
  test.each<Required<GravesRmsPropArgs>>([
    {learningRate: 1e-2, decay: 0.95, momentum: 0.9, epsilon: 1e-4},
    {learningRate: 0.3, decay: 0.5, momentum: 0, epsilon: 1e-2},
    {learningRate: 1e-3, decay: 0, momentum: 0.99, epsilon: 1},
  ])('follows its equations over 200 steps: %o', (args) => {
    const {variables, gradientValues, step} = problem(shapes);
    const optimizer = new GravesRmsProp(args);
    const oracles = variables.map((variable) => oracle(args, [...variable.dataSync()]));
    for (let number = 0; number < 200; number++) {
      step(optimizer, number);
      const gradients = gradientValues(number);
      variables.forEach((variable, index) => {
        expectClose(variable, oracles[index]!(gradients[index]!), {absolute: 1e-5, relative: 1e-4});
      });
    }
    expect(optimizer.iterations).toBe(200);
  });

  test.each([0, 1e-6, 1, 1e6])('the first step is finite for a gradient of %d', (size) => {
    const variable = tf.variable(tf.tensor1d([1, 2]));
    new GravesRmsProp({learningRate: 1}).applyGradients({[variable.name]: tf.tensor1d([size, -size])});
    const move = size / Math.sqrt(0.05 * size ** 2 - (0.05 * size) ** 2 + 1e-4);
    expectClose(variable, [1 - move, 2 + move]);
  });
});

describe('GravesRmsProp', () => {
  useBackend('cpu');

  test('gradients as a map and as a list do the same', () => {
    const [first, second] = [problem(shapes), problem(shapes)];
    const [asList, asMap] = [1, 2].map(() => new GravesRmsProp({learningRate: 0.1})) as [
      GravesRmsProp,
      GravesRmsProp,
    ];
    first.step(asList, 1);
    asMap.applyGradients(
      Object.fromEntries(second.gradients(1).map(({name, tensor}) => [name, tensor] as const)),
    );
    first.variables.forEach((variable, index) => {
      expect(variable.dataSync()).toEqual(second.variables[index]!.dataSync());
    });
  });

  test('defaults are those of the paper', () => {
    expect(new GravesRmsProp({learningRate: 1e-4}).getConfig()).toEqual({
      learningRate: 1e-4,
      decay: 0.95,
      momentum: 0.9,
      epsilon: 1e-4,
    });
  });

  test('goes through a configuration and back under its registered name', () => {
    const config = {learningRate: 0.1, decay: 0.8, momentum: 0.7, epsilon: 1e-3};
    const optimizer = new GravesRmsProp(config);
    const registered = tf.serialization.SerializationMap.getMap().classNameMap[optimizer.getClassName()];
    const [cls, fromConfig] = registered as unknown as [
      typeof GravesRmsProp,
      typeof GravesRmsProp.fromConfig,
    ];
    const copy = fromConfig(cls as never, JSON.parse(JSON.stringify(optimizer.getConfig())));
    expect(copy).toBeInstanceOf(GravesRmsProp);
    expect((copy as unknown as GravesRmsProp).getConfig()).toEqual(config);
  });

  test('an optimizer that takes over the state goes on bit for bit', async () => {
    const [first, second] = [problem(shapes), problem(shapes)];
    const [whole, before, after] = [1, 2, 3].map(() => new GravesRmsProp({learningRate: 0.1})) as [
      GravesRmsProp,
      GravesRmsProp,
      GravesRmsProp,
    ];
    for (let number = 0; number < 20; number++) first.step(whole, number);
    for (let number = 0; number < 10; number++) second.step(before, number);
    await after.setWeights(await before.getWeights());
    before.dispose();
    for (let number = 10; number < 20; number++) second.step(after, number);
    first.variables.forEach((variable, index) => {
      expect(second.variables[index]!.dataSync()).toEqual(variable.dataSync());
    });
    expect(after.iterations).toBe(20);
    const [wholeState, state] = await Promise.all([whole.getWeights(), after.getWeights()]);
    expect(state.map(({name}) => name)).toEqual(wholeState.map(({name}) => name));
    expect(state.map(({tensor}) => [...tensor.dataSync()])).toEqual(
      wholeState.map(({tensor}) => [...tensor.dataSync()]),
    );
  });

  test('state that was taken over is its own: neither optimizer changes the other', async () => {
    const {step} = problem(shapes);
    const [one, other] = [1, 2].map(() => new GravesRmsProp({learningRate: 0.1})) as [
      GravesRmsProp,
      GravesRmsProp,
    ];
    step(one, 1);
    await other.setWeights(await one.getWeights());
    const before = (await other.getWeights()).map(({tensor}) => [...tensor.dataSync()]);
    step(one, 2);
    expect((await other.getWeights()).map(({tensor}) => [...tensor.dataSync()])).toEqual(before);
  });

  test('1000 steps leave no tensor behind, and dispose frees what was made', () => {
    const {variables, step} = problem(shapes);
    const before = tf.memory().numTensors;
    const optimizer = new GravesRmsProp({learningRate: 1e-3});
    step(optimizer, 0);
    expect(tf.memory().numTensors).toBe(before + 3 * variables.length);
    let number = 0;
    expectNoLeak(() => {
      step(optimizer, ++number);
      return [];
    });
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a variable whose gradient is missing stays as it is, and keeps its place', () => {
    const {variables, gradients} = problem([[2], [3]]);
    const optimizer = new GravesRmsProp({learningRate: 0.1});
    const [first, second] = gradients(1);
    const before = variables.map((variable) => [...variable.dataSync()]);
    optimizer.applyGradients([{...first, tensor: undefined}, second] as never);
    expect([...variables[0]!.dataSync()]).toEqual(before[0]);
    expect([...variables[1]!.dataSync()]).not.toEqual(before[1]);
    optimizer.applyGradients(gradients(2));
  });

  test('trains a model through compile and fit', async () => {
    const model = sequential({layers: [layers.dense({units: 1, inputShape: [2], useBias: false})]});
    model.compile({optimizer: new GravesRmsProp({learningRate: 0.01}), loss: 'meanSquaredError'});
    const inputs = tf.tensor2d(uniformNumbers(1, 40), [20, 2]);
    const targets = tf.matMul(inputs, tf.tensor2d([[2], [-1]]));
    const {history} = await model.fit(inputs, targets, {epochs: 60, verbose: 0});
    expect(history.loss!.at(-1)).toBeLessThan(0.05 * Number(history.loss![0]));
  });
});

describe('GravesRmsProp refuses', () => {
  useBackend('cpu');

  test.each([
    [{learningRate: 0}, 'learningRate must be a finite number above 0, got 0'],
    [{learningRate: Number.NaN}, 'learningRate must be a finite number above 0, got NaN'],
    [{}, 'learningRate must be a finite number above 0, got undefined'],
    [{learningRate: 1, decay: 1}, 'decay must be a finite number at least 0 and below 1, got 1'],
    [{learningRate: 1, momentum: -0.1}, 'momentum must be a finite number at least 0 and below 1, got -0.1'],
    [{learningRate: 1, epsilon: 0}, 'epsilon must be a finite number above 0, got 0'],
    [{learningRate: 1, rho: 0.9}, 'GravesRmsProp.rho must be left out'],
  ])('%o', (args, message) => {
    expect(() => new GravesRmsProp(args as GravesRmsPropArgs)).toThrow(message);
  });

  test('a gradient without its variable', () => {
    const optimizer = new GravesRmsProp({learningRate: 1});
    expect(() => optimizer.applyGradients({nobody: tf.scalar(1)})).toThrow('no variable is named "nobody"');
  });

  test('gradients that come in another order than before', () => {
    const {gradients} = problem([[2], [3]]);
    const optimizer = new GravesRmsProp({learningRate: 1});
    optimizer.applyGradients(gradients(1));
    expect(() => optimizer.applyGradients(gradients(2).reverse())).toThrow(/must come in the same order/);
  });

  test('a state that is not one of its own', async () => {
    const {step} = problem([[2]]);
    const adam = tf.train.adam(0.1);
    step(adam, 1);
    const optimizer = new GravesRmsProp({learningRate: 1});
    await expect(optimizer.setWeights(await adam.getWeights())).rejects.toThrow(
      'weightValues.length must be 1 for the iterations and 3 for each variable, got 3',
    );
  });
});
