import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {type AccessStep, MemoryAccess, MemoryAugmentedCell, memoryLayer, type TensorRecord} from './index.js';

/** A ring of 4 rows of width 3 with a position. It is valid; the tests replace one property at a time. */
class RingAccess extends MemoryAccess {
  static readonly className: string = 'RingAccess';
  readonly interfaceSize = 3;
  readonly readSize = 3;
  readonly stateShapes = {memory: [4, 3], position: [4]};
  readonly weightSpecs = {contents: {shape: [4, 3], deviation: 0.1}};

  initialState(batch: number, {contents}: TensorRecord): TensorRecord {
    return {memory: tf.tile(tf.expandDims(contents!, 0), [batch, 1, 1]), position: tf.zeros([batch, 4])};
  }

  step(interfaceVector: tf.Tensor2D, {memory, position}: TensorRecord): AccessStep {
    return {reads: interfaceVector, state: {memory: memory!, position: position!}};
  }

  getConfig() {
    return {};
  }
}

const ringWith = (properties: object): MemoryAccess =>
  Object.defineProperties(
    new RingAccess(),
    Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, {value}])),
  );
const options = {controller: {type: 'feedforward', units: 4}, units: 2, seed: 1} as const;
const layerOf = (access: MemoryAccess) => memoryLayer({...options, access});
const x = () => tf.ones<tf.Rank.R3>([2, 3, 5]);

function expectArgumentError(call: () => unknown, message: string): void {
  expect(call).toThrow(expect.objectContaining({name: 'ArgumentError', message}));
}

useBackend('cpu');

describe('a layer rejects an access', () => {
  test.each([
    [{interfaceSize: 0}, 'access.interfaceSize must be a positive integer, got 0'],
    [{interfaceSize: undefined}, 'access.interfaceSize must be a positive integer, got undefined'],
    [{readSize: 1.5}, 'access.readSize must be a positive integer, got 1.5'],
    [{stateShapes: undefined}, 'access.stateShapes must be an object with a shape per state, got undefined'],
    [{stateShapes: [[4, 3]]}, 'access.stateShapes must be an object with a shape per state, got [[4,3]]'],
    [{stateShapes: {memory: 12}}, 'access.stateShapes.memory must be an array of positive integers, got 12'],
    [{stateShapes: {memory: [null, 3]}}, 'access.stateShapes.memory[0] must be a positive integer, got null'],
    [
      {weightSpecs: undefined},
      'access.weightSpecs must be an object with {shape, deviation} per weight, got undefined',
    ],
    [{weightSpecs: {contents: 3}}, 'access.weightSpecs.contents must be an object {shape, deviation}, got 3'],
    [
      {weightSpecs: {contents: {deviation: 1}}},
      'access.weightSpecs.contents.shape must be an array of positive integers, got undefined',
    ],
    [
      {weightSpecs: {contents: {shape: [4, 3]}}},
      'access.weightSpecs.contents.deviation must be a finite number at least 0, got undefined',
    ],
    [
      {weightSpecs: {contents: {shape: [4, 3], deviation: 1, mean: '1'}}},
      'access.weightSpecs.contents.mean must be a finite number, got "1"',
    ],
    [
      {interfaceBias: [1, 2]},
      'access.interfaceBias must be a list of 3 numbers, one for each element of the interface vector, got [1,2]',
    ],
    [
      {interfaceBias: 1},
      'access.interfaceBias must be a list of 3 numbers, one for each element of the interface vector, got 1',
    ],
    [{interfaceBias: [0, null, 0]}, 'access.interfaceBias[1] must be a finite number, got null'],
  ])('with %j', (properties, message) => {
    expectArgumentError(() => layerOf(ringWith(properties)), message);
  });

  test('whose class has no className', () => {
    class Ring extends RingAccess {
      static override readonly className = undefined as never;
    }
    expectArgumentError(
      () => layerOf(new Ring()),
      'static className of Ring must be a string, by which models are saved, got undefined',
    );
  });
});

describe('a layer rejects the initial state of an access', () => {
  const valid = () => ({memory: tf.zeros([2, 4, 3]), position: tf.zeros([2, 4])});

  test.each([
    [
      'that is missing',
      () => undefined,
      'the result of RingAccess.initialState must be an object {memory, position}, got undefined',
    ],
    [
      'without an entry',
      () => ({memory: valid().memory}),
      'position of RingAccess.initialState must be a tensor of shape [batch, ...stateShapes.position] = [2, 4], got undefined',
    ],
    [
      'without the batch dimension',
      () => ({...valid(), memory: tf.zeros([4, 3])}),
      'memory of RingAccess.initialState must be a tensor of shape [batch, ...stateShapes.memory] = [2, 4, 3], got a tensor of shape [4, 3]',
    ],
    [
      'of the right size in another shape',
      () => ({...valid(), memory: tf.zeros([2, 3, 4])}),
      'memory of RingAccess.initialState must be a tensor of shape [batch, ...stateShapes.memory] = [2, 4, 3], got a tensor of shape [2, 3, 4]',
    ],
    [
      'with an entry too many',
      () => ({...valid(), usage: tf.zeros([2, 4])}),
      'usage of RingAccess.initialState must be omitted (stateShapes has memory, position), got a tensor of shape [2, 4]',
    ],
  ])('%s', (_, initialState, message) => {
    expectArgumentError(() => layerOf(ringWith({initialState})).apply(x()), message);
  });
});

describe('a layer rejects the step of an access', () => {
  type Step = (interfaceVector: tf.Tensor2D, state: TensorRecord) => unknown;
  const steps: readonly [string, Step, string][] = [
    [
      'without a result',
      () => undefined,
      'the result of RingAccess.step must be an object {reads, state}, got undefined',
    ],
    [
      'without reads',
      (_, state) => ({state}),
      'reads of RingAccess.step must be a tensor of shape [batch, readSize] = [2, 3], got undefined',
    ],
    [
      'with reads of another width',
      (_, state) => ({reads: tf.zeros([2, 4]), state}),
      'reads of RingAccess.step must be a tensor of shape [batch, readSize] = [2, 3], got a tensor of shape [2, 4]',
    ],
    [
      'without a state',
      (reads) => ({reads}),
      'state of RingAccess.step must be an object {memory, position}, got undefined',
    ],
    [
      'without an entry of the state',
      (reads, {position}) => ({reads, state: {position}}),
      'state.memory of RingAccess.step must be a tensor of shape [batch, ...stateShapes.memory] = [2, 4, 3], got undefined',
    ],
    [
      'with a state of the right size in another shape',
      (reads, {memory, position}) => ({
        reads,
        state: {memory: tf.transpose(memory!, [0, 2, 1]), position},
      }),
      'state.memory of RingAccess.step must be a tensor of shape [batch, ...stateShapes.memory] = [2, 4, 3], got a tensor of shape [2, 3, 4]',
    ],
    [
      'with an entry too many in the state',
      (reads, state) => ({reads, state: {...state, usage: reads}}),
      'state.usage of RingAccess.step must be omitted (stateShapes has memory, position), got a tensor of shape [2, 3]',
    ],
  ];

  test.each(steps)('%s', (_, step, message) => {
    expectArgumentError(() => layerOf(ringWith({step})).apply(x()), message);
  });

  test.each(steps)('%s, in a cell', (_, step, message) => {
    const cell = new MemoryAugmentedCell({...options, access: ringWith({step})});
    expectArgumentError(() => layers.rnn({cell}).apply(x()), message);
  });
});

test('a layer adds the interface bias of an access to the bias of its map', () => {
  const layer = memoryLayer({
    ...options,
    access: ringWith({interfaceBias: [1, 0, -2]}),
    biasInitializer: 'ones',
  });
  layer.build([null, null, 5]);
  const bias = layer.weights.find(({originalName}) => originalName.endsWith('emission_bias'))!;
  expect([...bias.read().dataSync()]).toEqual([2, 1, -1]);
});

test('a step gets the weights of an access, which begin around their mean', () => {
  const layer = layerOf(
    ringWith({
      weightSpecs: {gain: {shape: [3], deviation: 0, mean: 2}},
      initialState: (batch: number) => ({memory: tf.zeros([batch, 4, 3]), position: tf.zeros([batch, 4])}),
      step: (reads: tf.Tensor2D, state: TensorRecord, {gain}: TensorRecord) => ({
        reads: tf.mul(reads, gain!),
        state,
      }),
    }),
  );
  const input = tf.ones<tf.Rank.R3>([1, 1, 5]);
  layer.build(input.shape);
  const {grads} = tf.variableGrads(() => tf.sum(layer.apply(input) as tf.Tensor));
  const gain = layer.weights.at(-1)!;
  expect([...gain.read().dataSync()]).toEqual([2, 2, 2]);
  expect(grads[gain.name]!.dataSync().every((value) => value !== 0)).toBe(true);
});

test('a layer accepts a state of a scalar per sample, and an access without weights', () => {
  const layer = layerOf(
    ringWith({
      stateShapes: {count: []},
      weightSpecs: {},
      initialState: (batch: number) => ({count: tf.zeros([batch])}),
      step: (reads: tf.Tensor2D, {count}: TensorRecord) => ({reads, state: {count: tf.add(count!, 1)}}),
    }),
  );
  expect((layer.apply(x()) as tf.Tensor).shape).toEqual([2, 2]);
});
