import {ArgumentError} from '@ntmjs/arguments';
import {
  describeOnBackends,
  expectClose,
  expectNoLeak,
  rowsOf,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, models, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {type FeedforwardActivation, FeedforwardCell, type FeedforwardCellArgs} from './feedforwardCell.js';

const [batch, steps, inputs, units] = [2, 3, 4, 5];

const functions: Record<FeedforwardActivation, (x: number) => number> = {
  tanh: Math.tanh,
  relu: (x) => Math.max(x, 0),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  linear: (x) => x,
};

/** f(x W + b) of one sample, with plain loops. */
function layerOf(x: number[], kernel: number[][], bias: number[], f: (x: number) => number): number[] {
  return bias.map((b, unit) => f(x.reduce((sum, value, input) => sum + value * kernel[input]![unit]!, b)));
}

const kernelValues = uniformNumbers(1, inputs * units).map(Math.fround);
const bias = uniformNumbers(2, units).map(Math.fround);
const kernel = rowsOf(kernelValues, units);

/** Tensors of the kernel and the bias above, none of them zero. */
function weightTensors(): tf.Tensor[] {
  return [tf.tensor2d(kernelValues, [inputs, units]), tf.tensor1d(bias)];
}

function cellWithWeights(args: Partial<FeedforwardCellArgs> = {}): FeedforwardCell {
  const cell = new FeedforwardCell({units, ...args});
  cell.build([batch, inputs]);
  cell.setWeights(weightTensors());
  return cell;
}

const sequence = uniformNumbers(3, batch * steps * inputs, -2, 2).map(Math.fround);

describeOnBackends('FeedforwardCell', () => {
  test.each(['tanh', 'relu', 'sigmoid', 'linear'] as const)(
    'has the outputs of the oracle, %s',
    (activation) => {
      const cell = cellWithWeights({activation});
      const x = sequence.slice(0, batch * inputs);
      const results = cell.call([tf.tensor2d(x, [batch, inputs]), tf.ones([batch, units])]);
      const expected = rowsOf(x, inputs).flatMap((row) => layerOf(row, kernel, bias, functions[activation]));
      expect(results).toHaveLength(2);
      for (const result of results) {
        expect(result.shape).toEqual([batch, units]);
        expectClose(result, expected);
      }
    },
  );

  test('runs over a sequence in tf.layers.rnn as over single steps', () => {
    const layer = layers.rnn({cell: new FeedforwardCell({units}), returnSequences: true});
    const x = tf.tensor3d(sequence, [batch, steps, inputs]);
    layer.apply(x);
    layer.setWeights(weightTensors());
    const output = layer.apply(x) as tf.Tensor;
    expect(output.shape).toEqual([batch, steps, units]);
    const expected = rowsOf(sequence, inputs).flatMap((row) => layerOf(row, kernel, bias, Math.tanh));
    expectClose(output, expected);
  });

  test('has the gradients of its equation with respect to input, kernel and bias', () => {
    const cell = cellWithWeights();
    const x = sequence.slice(0, batch * inputs);
    const cotangent = uniformNumbers(4, batch * units).map(Math.fround);
    const input = tf.variable(tf.tensor2d(x, [batch, inputs]));
    const loss = () => {
      const [output] = cell.call([input, tf.zeros([batch, units])]);
      return tf.sum(tf.mul(output!, tf.tensor2d(cotangent, [batch, units]))) as tf.Scalar;
    };
    const {grads} = tf.variableGrads(loss);
    const [dx, dKernel, dBias] = ['', 'kernel', 'bias'].map(
      (name) => Object.entries(grads).find(([key]) => (name ? key.includes(name) : key === input.name))![1],
    );

    // With y = tanh(x W + b) and δ = c (1 − y²): dx = δ Wᵀ, dW = xᵀ δ, db = Σ δ.
    const rows = rowsOf(x, inputs);
    const deltas = rows.map((row, sample) =>
      layerOf(row, kernel, bias, Math.tanh).map((y, unit) => cotangent[sample * units + unit]! * (1 - y * y)),
    );
    const sumOver = (term: (delta: number[], sample: number) => number) =>
      deltas.reduce((sum, delta, sample) => sum + term(delta, sample), 0);
    const expectedKernel = kernel.flatMap((row, i) =>
      row.map((_, unit) => sumOver((delta, sample) => rows[sample]![i]! * delta[unit]!)),
    );
    const expectedInput = deltas.flatMap((delta) =>
      kernel.map((row) => row.reduce((sum, weight, unit) => sum + weight * delta[unit]!, 0)),
    );
    expectClose(dKernel!, expectedKernel, {relative: 1e-4});
    expectClose(
      dBias!,
      bias.map((_, unit) => sumOver((delta) => delta[unit]!)),
      {relative: 1e-4},
    );
    expectClose(dx!, expectedInput, {relative: 1e-4});
  });

  test('leaves no tensor behind', () => {
    const cell = cellWithWeights();
    const input = tf.ones([batch, inputs]);
    const state = tf.zeros([batch, units]);
    expectNoLeak(() => cell.call([input, state])[0]!);
    const gradient = tf.grad((x: tf.Tensor) => cell.call([x, state])[0]!);
    expectNoLeak(() => gradient(input));
  });
});

describe('the weights a FeedforwardCell starts from', () => {
  useBackend('cpu');
  const weightsOf = (args: Partial<FeedforwardCellArgs>) => {
    const cell = new FeedforwardCell({units: 40, ...args});
    cell.build([null, 20]);
    const [kernel, bias] = cell.getWeights();
    return {kernel: [...kernel!.dataSync()], bias: [...bias!.dataSync()], shape: kernel!.shape};
  };

  test('are glorot-uniform, and a bias of zeros', () => {
    const {kernel, bias, shape} = weightsOf({seed: 3});
    const limit = Math.sqrt(6 / (20 + 40));
    expect(shape).toEqual([20, 40]);
    expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(limit);
    expect(Math.max(...kernel)).toBeGreaterThan(0.95 * limit);
    expect(Math.min(...kernel)).toBeLessThan(-0.95 * limit);
    expect(bias).toEqual(Array.from({length: 40}, () => 0));
  });

  test.each([0, 1, -1, 123456])('are equal for equal seeds, here %i', (seed) => {
    expect(weightsOf({seed})).toEqual(weightsOf({seed}));
  });

  test('differ for other seeds, and for none', () => {
    const kernels = [weightsOf({seed: 0}), weightsOf({seed: 1}), weightsOf({}), weightsOf({})];
    expect(new Set(kernels.map(({kernel}) => kernel.join())).size).toBe(4);
  });
});

describe('the configuration of a FeedforwardCell', () => {
  useBackend('cpu');

  test('makes an equal cell', () => {
    const cell = new FeedforwardCell({units: 7, activation: 'relu', seed: 9, name: 'controller'});
    const again = new FeedforwardCell(cell.getConfig() as never);
    expect(again.getConfig()).toEqual(cell.getConfig());
    expect(again).toMatchObject({units: 7, activation: 'relu', seed: 9, name: 'controller', stateSize: 7});
    const plain = new FeedforwardCell({units: 7});
    expect(new FeedforwardCell(plain.getConfig() as never)).toMatchObject({
      activation: 'tanh',
      seed: undefined,
    });
  });

  test('survives the JSON of a model, with the same outputs', async () => {
    const cell = new FeedforwardCell({units, activation: 'sigmoid', seed: 5});
    const model = sequential({
      layers: [layers.rnn({cell, returnSequences: true, inputShape: [null, inputs]})],
    });
    const again = await models.modelFromJSON(JSON.parse(model.toJSON(null, true) as string));
    const x = tf.tensor3d(sequence, [batch, steps, inputs]);
    const expected = (model.predict(x) as tf.Tensor).dataSync();
    // The seed is in the JSON too, so the weights are equal from the start.
    expectClose(again.predict(x) as tf.Tensor, expected);
    model.setWeights([tf.ones([inputs, units]), tf.fill([units], -1)]);
    again.setWeights(model.getWeights());
    const changed = (model.predict(x) as tf.Tensor).dataSync();
    expect([...changed]).not.toEqual([...expected]);
    expectClose(again.predict(x) as tf.Tensor, changed);
  });
});

describe('a wrong argument is named', () => {
  test.each([
    [{units: 0}, 'units must be a positive integer, got 0'],
    [{units: 2.5}, 'units must be a positive integer, got 2.5'],
    [{}, 'units must be a positive integer, got undefined'],
    [
      {units: 3, activation: 'elu'},
      'activation must be one of "tanh", "relu", "sigmoid", "linear" (did you mean "relu"?), got "elu"',
    ],
  ])('%j', (args, message) => {
    const call = () => new FeedforwardCell(args as FeedforwardCellArgs);
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
