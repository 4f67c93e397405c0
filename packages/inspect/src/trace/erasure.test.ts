import {ArgumentError} from '@ntmjs/arguments';
import {
  attention,
  delta,
  dnc,
  lstmBaseline,
  mann,
  neuralDeque,
  neuralQueue,
  neuralStack,
  ntm,
  sam,
  sdnc,
} from '@ntmjs/layers';
import {copyTask, RandomStream} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {type Erasure, inspect} from '../index.js';

const task = copyTask({vectorWidth: 3});
const episode = task.sample(new RandomStream(2), 1, {length: 4});
const shared = {
  units: 3,
  controller: {type: 'feedforward', units: 5} as const,
  memory: {rows: 6, width: 4},
  returnSequences: true,
  inputShape: [null, 4] as (number | null)[],
  seed: 3,
};
const memory = {...shared.memory, contents: 'random'} as const;
const all = {
  ntm: () => ntm({...shared, memory}),
  dnc: () => dnc({...shared, memory}),
  mann: () => mann({...shared, memory}),
  sam: () => sam({...shared, memory}),
  sdnc: () => sdnc({...shared, memory}),
  attention: () => attention({...shared, memory: {rows: 6, width: 2}, readHeads: 1}),
  stack: () => neuralStack(shared),
  queue: () => neuralQueue(shared),
  deque: () => neuralDeque(shared),
};

describe('erasing rows on the way', () => {
  useBackend('cpu');

  test.each(Object.entries(all))(
    '%s: all is as before until then, and the row is gone',
    async (_, create) => {
      const model = sequential({layers: [create()]});
      const before = tf.memory().numTensors;
      const [whole, broken] = [
        await inspect(model, episode),
        await inspect(model, episode, {
          erase: [{step: 5, row: 5}, {step: 5, row: 0}, ...[0, 1, 2, 3, 4, 5].map((row) => ({step: 7, row}))],
        }),
      ];
      expect(tf.memory().numTensors).toBe(before);
      const stateOf = (trace: typeof whole, step: number) => {
        const {data} = trace.stateBefore.memory!;
        return [...data.subarray(step * 24, (step + 1) * 24)];
      };
      expect(broken.outputs.shape).toEqual(whole.outputs.shape);
      const untouched = 5 * 3;
      const [first, second] = [whole, broken].map(({outputs}) => [...outputs.data.subarray(0, untouched)]);
      for (const [index, value] of second!.entries()) expect(value).toBeCloseTo(first![index]!, 5);
      for (let step = 0; step < 5; step++) expect(stateOf(broken, step)).toEqual(stateOf(whole, step));
      const expected = stateOf(whole, 5).map((value, index) => (index < 4 || index >= 20 ? 0 : value));
      expect(stateOf(broken, 5)).toEqual(expected);
      expect(stateOf(broken, 7)).toEqual(new Array(24).fill(0));
      expect(stateOf(whole, 5)).not.toEqual(expected);
      expect([...broken.outputs.data]).not.toEqual([...whole.outputs.data]);
    },
  );

  test('rejects erasures of a matrix memory, which has no rows to erase', async () => {
    const model = sequential({layers: [delta({...shared, memory: {rows: 4, width: 3}})]});
    await expect(inspect(model, episode, {erase: [{step: 0, row: 0}]})).rejects.toThrow(
      'erase must be omitted for DeltaAccess, which has no memory rows',
    );
  });

  test('without erasures nothing is otherwise', async () => {
    const model = sequential({layers: [all.ntm()]});
    expect(await inspect(model, episode, {erase: []})).toEqual(await inspect(model, episode));
  });

  test.each<[unknown, string]>([
    [{step: 9, row: 0}, 'erase[0].step must be an integer from 0 to 8, got 9'],
    [{step: 0, row: 6}, 'erase[0].row must be an integer from 0 to 5, got 6'],
    [{step: 0.5, row: 0}, 'erase[0].step must be an integer from 0 to 8, got 0.5'],
    [{step: 0, row: 0, rows: 2}, 'erase[0].rows must be omitted'],
  ])('rejects %j', async (erasure, message) => {
    const model = sequential({layers: [all.ntm()]});
    await expect(inspect(model, episode, {erase: [erasure as Erasure]})).rejects.toThrow(ArgumentError);
    await expect(inspect(model, episode, {erase: [erasure as Erasure]})).rejects.toThrow(message);
  });

  test('rejects what is not a list, other options, and a model with layers after the memory', async () => {
    const model = sequential({layers: [all.ntm()]});
    await expect(inspect(model, episode, {erase: 3 as never})).rejects.toThrow(
      'erase must be a list of {step, row}, got 3',
    );
    await expect(inspect(model, episode, {erased: []} as never)).rejects.toThrow(
      'inspect.erased must be omitted',
    );
    const deeper = sequential({layers: [all.ntm(), layers.dense({units: 2})]});
    await expect(inspect(deeper, episode, {erase: [{step: 0, row: 0}]})).rejects.toThrow(
      "erase must be omitted unless the model's output is the sequence of its memory-augmented layer",
    );
    const alone = sequential({
      layers: [
        lstmBaseline({units: 3, hiddenUnits: 4, layers: 1, returnSequences: true, inputShape: [null, 4]}),
      ],
    });
    await expect(inspect(alone, episode, {erase: [{step: 0, row: 0}]})).rejects.toThrow(
      'model must be a model with one',
    );
  });
});
