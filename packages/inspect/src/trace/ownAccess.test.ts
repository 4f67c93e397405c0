import {
  type AccessStep,
  type HeadActivity,
  MemoryAccess,
  memoryLayer,
  type TensorRecord,
} from '@ntmjs/layers';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {episode} from '../fixtures/architectures.js';
import {inspect} from '../index.js';

/** An access of three rows that returns the heads and row values that it is given. */
class ShowingAccess extends MemoryAccess<'memory'> {
  static readonly className = 'ShowingAccess';
  readonly interfaceSize = 3;
  readonly readSize = 3;
  readonly stateShapes = {memory: [3, 1]};
  readonly weightSpecs = {};

  constructor(private readonly show: (weighting: tf.Tensor2D, memory: tf.Tensor) => object) {
    super();
  }

  override initialState(batch: number) {
    return {memory: tf.zeros([batch, 3, 1])};
  }

  override step(interfaceVector: tf.Tensor2D, {memory}: TensorRecord<'memory'>): AccessStep<'memory'> {
    const weighting = tf.softmax(interfaceVector);
    const next = tf.add(memory, tf.reshape(weighting, [-1, 3, 1]));
    return {reads: weighting, state: {memory: next}, ...this.show(weighting, next)};
  }

  override getConfig() {
    return {};
  }
}

describe('an access of one’s own', () => {
  useBackend('cpu');

  function showing(show: (weighting: tf.Tensor2D, memory: tf.Tensor) => object): LayersModel {
    const layer = memoryLayer({
      access: new ShowingAccess(show),
      controller: {type: 'feedforward', units: 4},
      units: 1,
      inputShape: [null, 4],
      seed: 1,
    });
    return sequential({layers: [layer]});
  }

  test('has its state, and no heads unless it returns some', async () => {
    const {heads, rowValues, state} = await inspect(
      showing(() => ({})),
      episode,
    );
    expect({heads, rowValues}).toEqual({heads: [], rowValues: {}});
    expect(state.memory!.shape).toEqual([episode.steps, 3, 1]);
  });

  test('has the heads that it returns', async () => {
    const model = showing((weighting, memory) => {
      const heads: HeadActivity[] = [
        {kind: 'write', name: 'first', values: {weighting, memory}},
        {kind: 'write', values: {}},
        {kind: 'write', values: {}},
      ];
      return {heads, rowValues: {contents: tf.reshape(memory, [1, 3])}};
    });
    const before = tf.memory().numTensors;
    const {heads, rowValues, reads, state} = await inspect(model, episode);
    expect(tf.memory().numTensors).toBe(before);
    expect(heads.map(({label}) => label)).toEqual(['first write head', 'write head 1', 'write head 2']);
    expect(heads[0]!.values).toEqual({weighting: reads, memory: state.memory});
    expect(rowValues.contents).toEqual({shape: [episode.steps, 3], data: state.memory!.data});
  });

  let steps = 0;
  test.each<[string, (weighting: tf.Tensor2D) => object, string]>([
    [
      'a kind that there is not',
      () => ({heads: [{kind: 'erase', values: {}}]}),
      'heads[0].kind of ShowingAccess must be one of "read", "write", got "erase"',
    ],
    [
      'a weighting of another shape',
      (weighting) => ({heads: [{kind: 'read', values: {weighting: tf.reshape(weighting, [1, 3, 1])}}]}),
      'heads[0].values.weighting of ShowingAccess must be a tensor of shape [batch, rows] = [1, ?], got a tensor of shape [1, 3, 1]',
    ],
    [
      'a value without a batch',
      (weighting) => ({heads: [{kind: 'read', values: {key: tf.reshape(weighting, [3])}}]}),
      'heads[0].values.key of ShowingAccess must be a tensor of shape [1, ...], got a tensor of shape [3]',
    ],
    [
      'a value that is no tensor',
      () => ({heads: [{kind: 'read', values: {key: 3}}]}),
      'heads[0].values.key of ShowingAccess must be a tensor of shape [1, ...], got 3',
    ],
    [
      'values of rows that are none',
      (weighting) => ({rowValues: {usage: tf.reshape(weighting, [3, 1])}}),
      'rowValues.usage of ShowingAccess must be a tensor of shape [batch, rows] = [1, ?], got a tensor of shape [3, 1]',
    ],
    [
      'other heads at another step',
      (weighting) => ({heads: steps++ < 2 ? [{kind: 'read', values: {weighting}}] : []}),
      'step 2 of ShowingAccess must be read head: weighting [3], as of step 0, got ""',
    ],
  ])('that returns %s is rejected, and leaks no tensor', async (_, show, message) => {
    const model = showing(show);
    // The model runs once as a whole before its cell is stepped.
    steps = -episode.steps;
    const before = tf.memory().numTensors;
    await expect(inspect(model, episode)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });
});
