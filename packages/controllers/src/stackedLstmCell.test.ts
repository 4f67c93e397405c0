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
import {StackedLstmCell, type StackedLstmCellArgs} from './stackedLstmCell.js';

const [batch, steps, inputs, units] = [2, 4, 3, 5];

type Matrix = number[][];

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The outputs of a stack over one sequence, in double precision and with plain loops. */
function oracle(sequence: Matrix, kernels: readonly Matrix[], biases: readonly number[][]): Matrix {
  const hidden = kernels.map(() => new Array<number>(units).fill(0));
  const cells = kernels.map(() => new Array<number>(units).fill(0));
  return sequence.map((x) => {
    for (const [layer, kernel] of kernels.entries()) {
      const all = [...x, ...(layer === 0 ? [] : hidden[layer - 1]!), ...hidden[layer]!];
      const gate = (which: number, unit: number) => {
        const column = which * units + unit;
        return all.reduce((sum, value, row) => sum + value * kernel[row]![column]!, biases[layer]![column]!);
      };
      for (let unit = 0; unit < units; unit++) {
        const kept = sigmoid(gate(1, unit)) * cells[layer]![unit]!;
        cells[layer]![unit] = kept + sigmoid(gate(0, unit)) * Math.tanh(gate(2, unit));
      }
      hidden[layer] = cells[layer]!.map((cell, unit) => sigmoid(gate(3, unit)) * Math.tanh(cell));
    }
    return [...hidden.at(-1)!];
  });
}

const sequence = uniformNumbers(1, batch * steps * inputs, -2, 2).map(Math.fround);

function modelOf(args: Partial<StackedLstmCellArgs> = {}) {
  const cell = new StackedLstmCell({units, layers: 2, ...args});
  return sequential({layers: [layers.rnn({cell, returnSequences: true, inputShape: [null, inputs]})]});
}

function outputOf(model: {predict(x: tf.Tensor): tf.Tensor | tf.Tensor[]}): tf.Tensor {
  return model.predict(tf.tensor3d(sequence, [batch, steps, inputs])) as tf.Tensor;
}

describeOnBackends('StackedLstmCell', () => {
  test.each([1, 2, 3])('of %i layers has the outputs of the oracle', (depth) => {
    const model = modelOf({layers: depth});
    const shapes = model.getWeights().map(({shape}) => shape);
    expect(shapes).toEqual(
      Array.from({length: depth}, (_, layer) => [
        [inputs + (layer === 0 ? 0 : units) + units, 4 * units],
        [4 * units],
      ]).flat(),
    );
    const values = shapes.map((shape, index) =>
      uniformNumbers(index, tf.util.sizeFromShape(shape), -0.8, 0.8),
    );
    model.setWeights(values.map((numbers, index) => tf.tensor(numbers, shapes[index])));
    const rounded = values.map((numbers) => numbers.map(Math.fround));
    const kernels = rounded
      .filter((_, index) => index % 2 === 0)
      .map((numbers) => rowsOf(numbers, 4 * units));
    const biases = rounded.filter((_, index) => index % 2 === 1);
    const expected = rowsOf(sequence, steps * inputs).flatMap((sample) =>
      oracle(rowsOf(sample, inputs), kernels, biases).flat(),
    );
    const output = outputOf(model);
    expect(output.shape).toEqual([batch, steps, units]);
    expectClose(output, expected);
  });

  test('keeps no tensor', () => {
    const cell = new StackedLstmCell({units, layers: 2});
    cell.build([batch, inputs]);
    const states = () => cell.stateSize.map((size) => tf.ones([batch, size]));
    expectNoLeak(() => tf.dispose(tf.tidy(() => cell.call([tf.ones([batch, inputs]), ...states()]))));
  });
});

describe('a new stack', () => {
  useBackend('cpu');

  test('remembers: the biases of its forget gates are 1 and all others 0', () => {
    const weights = modelOf().getWeights();
    for (const bias of [weights[1]!, weights[3]!]) {
      expect([...bias.dataSync()]).toEqual([0, 1, 0, 0].flatMap((value) => new Array(units).fill(value)));
    }
  });

  test('has the weights of its seed, in each layer others', () => {
    const flat = (seed?: number) =>
      modelOf({seed})
        .getWeights()
        .map((weight) => [...weight.dataSync()]);
    expect(flat(0)).toEqual(flat(0));
    expect(flat(0)).not.toEqual(flat(1));
    expect(flat()).not.toEqual(flat());
    const [first, , second] = flat(3);
    expect(first!.slice(0, 5)).not.toEqual(second!.slice(0, 5));
  });

  test('survives the JSON of a model', async () => {
    const model = modelOf({layers: 3, seed: 4});
    const again = await models.modelFromJSON(JSON.parse(model.toJSON(null, true) as string));
    expectClose(outputOf(again), outputOf(model).dataSync());
  });

  test.each([
    [{units: 0, layers: 1}, 'units must be a positive integer, got 0'],
    [{units: 2, layers: 1.5}, 'layers must be an integer at least 1 and at most 256, got 1.5'],
    [{units: 2, layers: 1e9}, 'layers must be an integer at least 1 and at most 256, got 1000000000'],
    [{units: 2, layers: 2, unit: 3}, 'StackedLstmCell.unit must be omitted: did you mean units?'],
    [{units: 2, layers: 2, seed: 0.5}, 'seed must be an integer, got 0.5'],
  ])('rejects %j', (args, message) => {
    expect(() => new StackedLstmCell(args)).toThrow(ArgumentError);
    expect(() => new StackedLstmCell(args)).toThrow(message);
  });
});
