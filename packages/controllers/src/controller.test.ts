import {ArgumentError} from '@ntmjs/arguments';
import {describeOnBackends, expectClose, rowsOf, uniformNumbers, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, models, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {type ControllerArgs, type ControllerType, controllerTypes, createController} from './controller.js';
import {FeedforwardCell} from './feedforwardCell.js';
import {ResetAfterGruCell} from './resetAfterGruCell.js';
import {StackedLstmCell} from './stackedLstmCell.js';
import {weightOptionNames} from './weightOptions.js';

const [batch, steps, inputs, units] = [2, 4, 3, 5];

// Each kind of controller for one sample, in double precision and with plain loops.

type Matrix = number[][];

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** x W, for each column of W. */
function product(x: readonly number[], matrix: Matrix): number[] {
  return matrix[0]!.map((_, column) => x.reduce((sum, value, row) => sum + value * matrix[row]![column]!, 0));
}

function sum(...vectors: number[][]): number[] {
  return vectors[0]!.map((_, index) => vectors.reduce((total, vector) => total + vector[index]!, 0));
}

/** The outputs of one layer over a sequence, from its weights in the order of TensorFlow.js. */
const oracles: Record<ControllerType, (sequence: Matrix, weights: Matrix[]) => Matrix> = {
  feedforward: (sequence, [kernel, biases]) =>
    sequence.map((x) => sum(product(x, kernel!), biases![0]!).map(Math.tanh)),

  lstm: (sequence, [kernel, recurrent, biases]) => {
    let [h, c] = [Array.from({length: units}, () => 0), Array.from({length: units}, () => 0)];
    return sequence.map((x) => {
      const [i, f, g, o] = rowsOf(
        sum(product(x, kernel!), product(h, recurrent!), biases![0]!),
        units,
      ) as Matrix & {
        length: 4;
      };
      c = c.map((cell, unit) => sigmoid(f![unit]!) * cell + sigmoid(i![unit]!) * Math.tanh(g![unit]!));
      h = c.map((cell, unit) => sigmoid(o![unit]!) * Math.tanh(cell));
      return h;
    });
  },

  gru: (sequence, [kernel, recurrent, biases]) => {
    let h = Array.from({length: units}, () => 0);
    return sequence.map((x) => {
      const fromInput = rowsOf(sum(product(x, kernel!), biases![0]!), units);
      const part = (which: number, state: number[]) =>
        sum(
          fromInput[which]!,
          product(
            state,
            recurrent!.map((row) => row.slice(which * units, (which + 1) * units)),
          ),
        );
      const [z, r] = [part(0, h).map(sigmoid), part(1, h).map(sigmoid)];
      const candidate = part(
        2,
        h.map((value, unit) => r[unit]! * value),
      ).map(Math.tanh);
      h = h.map((value, unit) => z[unit]! * value + (1 - z[unit]!) * candidate[unit]!);
      return h;
    });
  },

  gruResetAfter: (sequence, [kernel, biases, hiddenKernel, hiddenBiases]) => {
    let h = Array.from({length: units}, () => 0);
    return sequence.map((x) => {
      const fromInput = rowsOf(sum(product(x, kernel!), biases![0]!), units);
      const fromHidden = rowsOf(sum(product(h, hiddenKernel!), hiddenBiases![0]!), units);
      const [r, z] = [0, 1].map((gate) => sum(fromInput[gate]!, fromHidden[gate]!).map(sigmoid));
      h = h.map((value, unit) => {
        const candidate = Math.tanh(fromInput[2]![unit]! + r![unit]! * fromHidden[2]![unit]!);
        return (1 - z![unit]!) * candidate + z![unit]! * value;
      });
      return h;
    });
  },
};

/** How many tensors of weights a layer of each kind has. */
const weightCounts: Record<ControllerType, number> = {feedforward: 2, lstm: 3, gru: 3, gruResetAfter: 4};

/** Layers on top of each other. `StackedLstmCell` has an oracle of its own. */
const stacks = controllerTypes.flatMap((type) =>
  (type === 'lstm' ? [1] : [1, 2, 3]).map((depth) => [type, depth] as const),
);

const sequence = uniformNumbers(1, batch * steps * inputs, -2, 2).map(Math.fround);

/** A model that is a controller over a sequence. */
function modelOf(args: ControllerArgs, seed?: number) {
  const cell = createController(args, seed);
  return sequential({layers: [layers.rnn({cell, returnSequences: true, inputShape: [null, inputs]})]});
}

function outputOf(model: {predict(x: tf.Tensor): tf.Tensor | tf.Tensor[]}): tf.Tensor {
  return model.predict(tf.tensor3d(sequence, [batch, steps, inputs])) as tf.Tensor;
}

/** The weights of a model as matrices, a vector as one row. */
function weightsOf(model: {getWeights(): tf.Tensor[]}): Matrix[] {
  return model.getWeights().map((weights) => rowsOf([...weights.dataSync()], weights.shape.at(-1)!));
}

describeOnBackends('createController', () => {
  test.each(stacks)('%s of %i layers has the outputs of the oracle', (type, depth) => {
    const model = modelOf({type, units, layers: depth}, 7);
    // Biases other than those it starts from, so that each has a part in the output.
    model.setWeights(
      model.getWeights().map((weights, index) => {
        const values = uniformNumbers(index, weights.size, -0.8, 0.8);
        return tf.tensor(values, weights.shape);
      }),
    );
    const weights = weightsOf(model);
    expect(weights).toHaveLength(depth * weightCounts[type]);
    const expected = rowsOf(sequence, steps * inputs).flatMap((sample) => {
      let states = rowsOf(sample, inputs);
      for (let layer = 0; layer < depth; layer++) {
        states = oracles[type](states, weights.slice(layer * weightCounts[type]));
      }
      return states.flat();
    });
    const output = outputOf(model);
    expect(output.shape).toEqual([batch, steps, units]);
    expectClose(output, expected);
  });

  test.each(controllerTypes)('%s can be trained', (type) => {
    const model = modelOf({type, units, layers: 2}, 3);
    const x = tf.tensor3d(sequence, [batch, steps, inputs]);
    const loss = () => tf.mean(tf.square(tf.sub(model.predict(x) as tf.Tensor, 0.5))) as tf.Scalar;
    const before = loss().dataSync()[0]!;
    const optimizer = tf.train.sgd(0.1);
    for (let step = 0; step < 20; step++) {
      const apply = () =>
        tf.mean(tf.square(tf.sub(model.apply(x, {training: true}) as tf.Tensor, 0.5))) as tf.Scalar;
      optimizer.minimize(apply);
    }
    expect(loss().dataSync()[0]).toBeLessThan(0.9 * before);
  });
});

describe('the weights a controller starts from', () => {
  useBackend('cpu');
  const flat = (args: ControllerArgs, seed?: number) => weightsOf(modelOf(args, seed)).flat(2);

  test.each(controllerTypes)('%s: equal for equal seeds, and other ones for other seeds or none', (type) => {
    const args = {type, units, layers: 2};
    for (const seed of [0, 5, -1, -2]) expect(flat(args, seed)).toEqual(flat(args, seed));
    const all = [flat(args, 0), flat(args, 1), flat(args, -1), flat(args), flat(args)];
    expect(new Set(all.map((weights) => weights.join())).size).toBe(all.length);
  });

  test.each(controllerTypes)('%s: no two matrices of a stack begin alike', (type) => {
    const weights = weightsOf(modelOf({type, units: inputs, layers: 3}, 11));
    const matrices = weights.filter((matrix) => matrix.length > 1);
    const firsts = matrices.map((matrix) => (matrix[0]![0]! / matrix[1]![0]!).toFixed(6));
    expect(new Set(firsts).size).toBe(matrices.length);
  });

  test('lstm: biases are 0 but for the forget gate, where they are 1', () => {
    const [, , [bias]] = weightsOf(modelOf({type: 'lstm', units: 2})) as [Matrix, Matrix, Matrix];
    expect(bias).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  });

  test('gru and feedforward: biases are 0', () => {
    expect(weightsOf(modelOf({type: 'gru', units: 2}))[2]).toEqual([[0, 0, 0, 0, 0, 0]]);
    expect(weightsOf(modelOf({type: 'feedforward', units: 2}))[1]).toEqual([[0, 0]]);
  });

  test.each(controllerTypes)('%s: kernels are glorot-uniform', (type) => {
    const [kernel] = weightsOf(modelOf({type, units: 50}, 2));
    const limit = Math.sqrt(6 / (inputs + kernel![0]!.length));
    const largest = Math.max(...kernel!.flat().map(Math.abs));
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.95 * limit);
  });
});

describe('the kinds of controller', () => {
  useBackend('cpu');

  test('are listed', () => {
    expect(controllerTypes).toEqual(['feedforward', 'lstm', 'gru', 'gruResetAfter']);
  });

  test('have the state sizes of their cells', () => {
    const sizes = (args: ControllerArgs) => createController(args).stateSize;
    expect(sizes({type: 'feedforward', units: 4})).toBe(4);
    expect(sizes({type: 'lstm', units: 4})).toEqual([4, 4]);
    expect(sizes({type: 'gru', units: 4})).toBe(4);
    expect(sizes({type: 'gruResetAfter', units: 4})).toBe(4);
    expect(sizes({type: 'lstm', units: 4, layers: 2})).toEqual([4, 4, 4, 4]);
  });

  test('one layer is the cell itself', () => {
    expect(createController({type: 'feedforward', units: 4})).toBeInstanceOf(FeedforwardCell);
    expect(createController({type: 'lstm', units: 4, layers: undefined}).getClassName()).toBe('LSTMCell');
    expect(createController({type: 'gru', units: 4, layers: 1}).getClassName()).toBe('GRUCell');
    expect(createController({type: 'gru', units: 4, layers: 2}).getClassName()).toBe('StackedRNNCells');
    expect(createController({type: 'gruResetAfter', units: 4})).toBeInstanceOf(ResetAfterGruCell);
    expect(createController({type: 'lstm', units: 4, layers: 2})).toBeInstanceOf(StackedLstmCell);
  });

  test('any other cell is returned unchanged', () => {
    const cells = [
      layers.simpleRNNCell({units: 3}),
      layers.lstmCell({units: 3}),
      new FeedforwardCell({units: 3}),
      layers.stackedRNNCells({cells: [layers.gruCell({units: 3})]}),
    ];
    for (const cell of cells) expect(createController(cell, 4)).toBe(cell);
  });

  test.each(stacks)(
    '%s of %i layers goes through the JSON of a model, which then has the same outputs',
    async (type, depth) => {
      const model = modelOf({type, units, layers: depth}, 13);
      const again = await models.modelFromJSON(JSON.parse(model.toJSON(null, true) as string));
      expect(weightsOf(again)).toEqual(weightsOf(model)); // the seeds are in the JSON
      const changed = model
        .getWeights()
        .map((weights, index) => tf.tensor(uniformNumbers(index, weights.size), weights.shape));
      model.setWeights(changed);
      again.setWeights(changed);
      expectClose(outputOf(again), outputOf(model).dataSync());
    },
  );
});

test.each([
  ['lstm_1 (LSTM)', ' (did you mean tf.layers.lstmCell?)', () => layers.lstm({units: 3, name: 'lstm_1'})],
  ['gru_1 (GRU)', ' (did you mean tf.layers.gruCell?)', () => layers.gru({units: 3, name: 'gru_1'})],
  [
    'rnn_1 (RNN)',
    ' (did you mean the cell that it is made of?)',
    () => layers.rnn({cell: layers.lstmCell({units: 3}), name: 'rnn_1'}),
  ],
  [
    'dense_1 (Dense)',
    " (did you mean {type: 'feedforward', units}?)",
    () => layers.dense({units: 3, name: 'dense_1'}),
  ],
  ['relu_1 (ReLU)', '', () => layers.reLU({name: 'relu_1'})],
])('a layer is no controller: %s', (name, hint, create) => {
  const call = () => createController(create() as never);
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(
    `controller must be an RNNCell or an object {type, units}${hint}, got the layer ${name}`,
  );
});

describe('a wrong argument is named', () => {
  const options = ['type', 'units', 'layers', ...weightOptionNames].join(', ');

  test.each([
    [undefined, 'controller must be an RNNCell or an object {type, units}, got undefined'],
    [null, 'controller must be an RNNCell or an object {type, units}, got null'],
    ['lstm', 'controller must be an RNNCell or an object {type, units}, got "lstm"'],
    [['lstm', 3], `controller must be an object with the options ${options}, got ["lstm",3]`],
    [
      {type: 'lstm', units: 3, unit: 3},
      `controller.unit must be omitted: did you mean units? (the options are ${options}), got 3`,
    ],
    [
      {type: 'rnn', units: 3},
      'controller.type must be one of "feedforward", "lstm", "gru", "gruResetAfter", got "rnn"',
    ],
    [
      {units: 3},
      'controller.type must be one of "feedforward", "lstm", "gru", "gruResetAfter", got undefined',
    ],
    [{type: 'lstm'}, 'controller.units must be a positive integer, got undefined'],
    [{type: 'lstm', units: 0}, 'controller.units must be a positive integer, got 0'],
    [
      {type: 'gru', units: 3, layers: 0},
      'controller.layers must be an integer at least 1 and at most 256, got 0',
    ],
    [
      {type: 'gru', units: 3, layers: 1.5},
      'controller.layers must be an integer at least 1 and at most 256, got 1.5',
    ],
  ])('%j', (args, message) => {
    const call = () => createController(args as ControllerArgs);
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });

  test('a seed that is no integer', () => {
    const call = () => createController({type: 'lstm', units: 3}, 0.5);
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow('seed must be an integer, got 0.5');
  });
});
