import {describeOnBackends, expectClose, expectNoLeak, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {initializers, input, type LayersModel, layers, model, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {expectGradientOfEachWeight, expectSavedAndLoaded} from './fixtures/layerChecks.js';
import {type NtmArgs, ntm} from './index.js';

const SMALL = {
  units: 2,
  controller: {type: 'feedforward', units: 5},
  memory: {rows: 6, width: 3},
  seed: 7,
} as const satisfies NtmArgs;

/** Every way to set up the layer that a user might take, each a model from `[batch, time, 3]`. */
const VARIANTS: Record<string, Partial<NtmArgs>> = {
  'feedforward controller': {},
  'LSTM controller': {controller: {type: 'lstm', units: 4}},
  'two LSTM layers': {controller: {type: 'lstm', units: 4, layers: 2}},
  'GRU controller': {controller: {type: 'gru', units: 4}},
  'GRU controller of PyTorch': {controller: {type: 'gruResetAfter', units: 4}},
  'reads before it writes': {heads: ['read', 'write']},
  'many heads': {heads: ['write', 'read', 'read', 'write', 'read'], vectorActivation: 'tanh'},
  'write heads that act together': {heads: ['read', 'write', 'write', 'write'], writeOrder: 'together'},
  'no write head': {heads: ['read'], memory: {rows: 6, width: 3, contents: 'learned'}},
  'no shift': {shiftRange: 0},
  'shift as wide as it can be': {shiftRange: 2},
  'random contents': {memory: {rows: 6, width: 3, contents: 'random', seed: 3}},
  'learned contents and weightings': {
    memory: {rows: 6, width: 3, contents: 'learned', deviation: 0.5},
    firstWeighting: 'learned',
  },
  'first weightings of zeros': {firstWeighting: 'zeros'},
  'uniform first weightings, clipped': {firstWeighting: 'uniform', weightingClip: 1},
  'biased heads and learned first reads': {
    firstBiases: {keyStrength: 3, interpolationGate: 3, shiftWeights: 2},
    firstReads: 'learned',
  },
  'a learned first state of the controller': {
    controller: {type: 'lstm', units: 4, layers: 2},
    firstControllerState: 'learned',
  },
};

function sequenceInput(batch = 2, steps = 4): tf.Tensor3D {
  return tf.randomNormal([batch, steps, 3], 0, 1, 'float32', 11);
}

/** A model's configuration, without the names, which tfjs does not keep for stacked cells. */
function topology(network: LayersModel): unknown {
  const text = JSON.stringify(network.toJSON(null, false), (key, value) =>
    key === 'name' ? undefined : value,
  );
  return JSON.parse(text);
}

describe.each(Object.entries(VARIANTS))('ntm with %s', (_, variant) => {
  const create = (more: Partial<NtmArgs> = {}) => ntm({...SMALL, returnSequences: true, ...variant, ...more});

  describeOnBackends('runs', () => {
    test('is saved and loaded with the same outputs to the last bit', async () => {
      const [original, loaded] = await expectSavedAndLoaded(create({inputShape: [null, 3]}), sequenceInput());
      expect(topology(loaded)).toEqual(topology(original));
    });

    test('equal seeds give equal weights, others do not', () => {
      const outputs = (seed: number) => {
        const layer = create({seed});
        return (layer.apply(sequenceInput()) as tf.Tensor).dataSync();
      };
      expect(outputs(3)).toEqual(outputs(3));
      expect(outputs(3)).not.toEqual(outputs(4));
    });

    test('every weight gets a finite gradient, in every head', () => {
      expectGradientOfEachWeight(create(), sequenceInput());
    });
  });
});

describe('ntm as a layer', () => {
  useBackend('cpu');

  test('shapes with and without sequences and states', () => {
    const x = sequenceInput();
    const states = [
      [2, 2],
      [2, 5],
      [2, 3],
      [2, 18],
      [2, 6],
      [2, 6],
    ];
    const shapes = (args: Partial<NtmArgs>) => {
      const layer = ntm({...SMALL, ...args});
      const outputs = [layer.apply(x) as tf.Tensor | tf.Tensor[]].flat();
      const actual = outputs.map(({shape}) => shape);
      const computed = layer.computeOutputShape(x.shape);
      expect(actual.length === 1 ? [computed] : computed).toEqual(actual);
      return actual;
    };
    expect(shapes({})).toEqual([[2, 2]]);
    expect(shapes({returnSequences: true})).toEqual([[2, 4, 2]]);
    expect(shapes({returnState: true})).toEqual([[2, 2], ...states]);
    expect(shapes({returnSequences: true, returnState: true})).toEqual([[2, 4, 2], ...states]);
  });

  test('counts and summarizes its parameters', () => {
    const network = sequential({layers: [ntm({...SMALL, inputShape: [null, 3]})]});
    const controller = (3 + 3) * 5 + 5;
    const interfaces = 3 + 1 + 1 + 3 + 1;
    const interfaceWeights = (5 + 1) * (interfaces + interfaces + 2 * 3);
    const output = (5 + 3 + 1) * 2;
    expect(network.countParams()).toBe(controller + interfaceWeights + output);
    const lines: string[] = [];
    network.summary(80, undefined, (line) => lines.push(String(line)));
    expect(lines.join('\n')).toContain(`Total params: ${controller + interfaceWeights + output}`);
  });

  test('learns with fit, and evaluate and predict agree with it', async () => {
    const network = sequential({
      layers: [
        ntm({...SMALL, units: 4, inputShape: [null, 3], returnSequences: true}),
        layers.dense({
          units: 1,
          activation: 'sigmoid',
          kernelInitializer: initializers.glorotUniform({seed: 1}),
        }),
      ],
    });
    network.compile({optimizer: tf.train.adam(0.05), loss: 'binaryCrossentropy'});
    const x = tf.cast(
      tf.greater(tf.randomUniform([16, 5, 3], 0, 1, 'float32', 5), 0.5),
      'float32',
    ) as tf.Tensor3D;
    // The answer at each step is the first bit of the step before.
    const y = tf.concat([tf.zeros([16, 1, 1]), tf.slice(x, [0, 0, 0], [16, 4, 1])], 1);
    const {history} = await network.fit(x, y, {epochs: 20, batchSize: 16, shuffle: false, verbose: 0});
    const losses = history.loss as number[];
    expect(losses.at(-1)!).toBeLessThan(0.5 * losses[0]!);
    const evaluated = (network.evaluate(x, y, {batchSize: 16}) as tf.Scalar).dataSync()[0]!;
    expect(evaluated).toBeLessThan(losses.at(-1)! * 1.05);
    expect((network.predict(x) as tf.Tensor).shape).toEqual([16, 5, 1]);
  });

  test('works in the functional API, with its state passed in and returned', () => {
    const layer = ntm({...SMALL, returnSequences: true, returnState: true});
    const x = sequenceInput(2, 6);
    const whole = layer.apply(x) as tf.Tensor[];
    const sizes = [2, 5, 3, 18, 6, 6];
    const inputs = [input({shape: [null, 3]}), ...sizes.map((size) => input({shape: [size]}))];
    const [sequence, ...initialState] = inputs;
    const outputs = layer.apply(sequence!, {initialState}) as never;
    const stepper = model({inputs, outputs});
    const firstHalf = tf.slice(x, [0, 0, 0], [2, 3, 3]);
    const secondHalf = tf.slice(x, [0, 3, 0], [2, 3, 3]);
    const [first, ...state] = stepper.predict([
      firstHalf,
      ...layer.getInitialState(firstHalf),
    ]) as tf.Tensor[];
    const [second, ...final] = stepper.predict([secondHalf, ...state]) as tf.Tensor[];
    expectClose(tf.concat([first!, second!], 1), whole[0]!.dataSync(), {absolute: 1e-6, relative: 0});
    for (const [index, tensor] of final.entries()) {
      expectClose(tensor, whole[index + 1]!.dataSync(), {absolute: 1e-6, relative: 1e-6});
    }
  });

  test('names a state that does not fit', () => {
    const layer = ntm(SMALL);
    const x = sequenceInput(2, 3);
    const states = layer.getInitialState(x);
    const wrong = states.map((state, index) => (index === 3 ? tf.zeros([2, 17]) : state));
    const message = (batch: string) =>
      `initialState[3] must be a tensor of shape [batch, size] = [${batch}, 18], got a tensor of shape [2, 17]`;
    expect(() => layer.apply(x, {initialState: wrong})).toThrow(message('?'));
    layer.apply(x, {initialState: states});
    expect(() => layer.apply(x, {initialState: wrong})).toThrow(message('2'));
    const another = layer.getInitialState(sequenceInput(3, 3));
    expect(() => layer.apply(x, {initialState: another})).toThrow(
      'initialState[0] must be a tensor of shape',
    );
    expect(() => layer.apply(x, {initialState: states.slice(1)})).toThrow();
    expect(() => layer.apply(x, {initialState: [states[0]!]})).toThrow('6 state(s) but was passed 1');
  });

  test('keeps its state between calls when stateful, and forgets it when reset', () => {
    const network = sequential({
      layers: [ntm({...SMALL, stateful: true, batchInputShape: [2, null, 3], returnSequences: true})],
    });
    const x = sequenceInput(2, 4);
    const fresh = () => (network.predict(x, {batchSize: 2}) as tf.Tensor).dataSync();
    const first = fresh();
    const second = fresh();
    expect(second).not.toEqual(first);
    network.resetStates();
    expect(fresh()).toEqual(first);
    const whole = ntm({...SMALL, returnSequences: true});
    whole.build([2, null, 3]);
    whole.setWeights(network.getWeights());
    expectClose(whole.apply(tf.concat([x, x], 1)) as tf.Tensor, joined(first, second), {
      absolute: 1e-6,
      relative: 0,
    });
  });

  test('skips masked steps', () => {
    const network = sequential({
      layers: [
        layers.masking({maskValue: 0, inputShape: [5, 3]}),
        ntm({...SMALL, returnSequences: false, name: 'head'}),
      ],
    });
    const x = sequenceInput(2, 3);
    const padded = tf.concat([tf.zeros([2, 1, 3]), x, tf.zeros([2, 1, 3])], 1);
    const plain = ntm(SMALL);
    plain.build([2, null, 3]);
    plain.setWeights(network.getWeights());
    expectClose(network.predict(padded) as tf.Tensor, (plain.apply(x) as tf.Tensor).dataSync(), {
      absolute: 1e-6,
      relative: 0,
    });
  });

  test('trainable = false freezes it', () => {
    const layer = ntm({...SMALL, inputShape: [null, 3]});
    const network = sequential({layers: [layer, layers.dense({units: 1})]});
    const all = network.weights.length;
    layer.trainable = false;
    expect(network.trainableWeights).toHaveLength(2);
    expect(network.weights).toHaveLength(all);
  });

  test('a dropped-in layer leaks nothing over 1000 forward and backward passes', {tags: ['full']}, () => {
    const layer = ntm({...SMALL, memory: {rows: 4, width: 2}, returnSequences: true});
    const x = sequenceInput(1, 2);
    const loss = () => tf.sum(tf.square(layer.apply(x) as tf.Tensor)) as tf.Scalar;
    layer.build(x.shape);
    expectNoLeak(() => {
      const {value, grads} = tf.variableGrads(loss);
      return {value, grads};
    }, 1000);
  });

  test('disposing the model disposes every tensor', () => {
    const before = tf.memory().numTensors;
    const network = sequential({layers: [ntm({...SMALL, inputShape: [null, 3]})]});
    expect(tf.memory().numTensors).toBeGreaterThan(before);
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('arguments', () => {
  useBackend('cpu');

  test.each([[[1, 0, 3]], [[0, 2, 3]]])('a batch of shape %j is empty', (shape) => {
    const layer = ntm({...SMALL, inputShape: [null, 3]});
    const call = () => layer.apply(tf.zeros(shape as [number, number, number]));
    expect(call).toThrow(
      'inputs must be a tensor [batch, time, inputs] with at least one of each, got a tensor of shape',
    );
  });

  test.each<[object, string]>([
    [{memory: {rows: 0, width: 3}}, 'memory.rows must be a positive integer, got 0'],
    [{memory: {rows: 2.5, width: 3}}, 'memory.rows must be a positive integer, got 2.5'],
    [{memory: {rows: 6, width: -1}}, 'memory.width must be a positive integer, got -1'],
    [
      {memory: undefined},
      'memory must be an object with the options rows, width, contents, value, deviation, seed, got undefined',
    ],
    [{memory: {rows: 6, width: 3, row: 2}}, 'memory.row must be omitted'],
    [
      {memory: {rows: 6, width: 3, contents: 'zeros'}},
      'memory.contents must be one of "constant", "random", "learned", got "zeros"',
    ],
    [{memory: {rows: 6, width: 3, deviation: 0}}, 'memory.deviation must be a finite number above 0, got 0'],
    [
      {shiftRange: 3},
      'shiftRange must be such that its 7 shifts (−R … +R) fit the 6 rows of the memory, got 3',
    ],
    [{shiftRange: -1}, 'shiftRange must be an integer at least 0, got -1'],
    [{heads: ['write']}, 'heads must be a list with at least one "read", got ["write"]'],
    [{heads: []}, 'heads must be a list with at least one "read", got []'],
    [
      {heads: ['read', 'wirte']},
      'heads[1] must be one of "read", "write" (did you mean "write"?), got "wirte"',
    ],
    [{heads: 'read'}, 'heads must be a list of "read" and "write", got "read"'],
    [
      {controller: {type: 'transformer', units: 4}},
      'controller.type must be one of "feedforward", "lstm", "gru", "gruResetAfter", got "transformer"',
    ],
    [{controller: {type: 'lstm', units: 0}}, 'controller.units must be a positive integer, got 0'],
    [{controller: undefined}, 'controller must be an RNNCell or an object {type, units}, got undefined'],
    [{units: undefined}, 'units must be a positive integer, got undefined'],
    [{units: '8'}, 'units must be a positive integer, got "8"'],
    [
      {firstWeighting: 'onehot'},
      'firstWeighting must be one of "oneHot", "uniform", "zeros", "learned" (did you mean "oneHot"?), got "onehot"',
    ],
    [{vectorActivation: 'relu'}, 'vectorActivation must be one of "linear", "tanh", got "relu"'],
    [{weightingClip: 0}, 'weightingClip must be a finite number above 0, got 0'],
    [{seed: 1.5}, 'seed must be an integer, got 1.5'],
    [{rows: 128}, 'ntm.rows must be omitted'],
  ])('rejects %j', (wrong, message) => {
    expect(() => ntm({...SMALL, ...wrong} as NtmArgs)).toThrow(message);
  });

  test('rejects a layer as controller', () => {
    const controller = layers.lstm({units: 4, name: 'controller'}) as never;
    expect(() => ntm({...SMALL, controller})).toThrow(
      'controller must be an RNNCell or an object {type, units} (did you mean tf.layers.lstmCell?), got the layer controller (LSTM)',
    );
  });
});

function joined(first: ArrayLike<number>, second: ArrayLike<number>): Float32Array {
  const [a, b] = [
    tf.tensor3d(Float32Array.from(first), [2, 4, 2]),
    tf.tensor3d(Float32Array.from(second), [2, 4, 2]),
  ];
  return tf.concat([a, b], 1).dataSync() as Float32Array;
}
