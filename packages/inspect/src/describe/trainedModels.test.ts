import {loadPretrained, type PretrainedName, pretrainedCard} from '@ntmjs/pretrained';
import {createTask, RandomStream} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {describeAlgorithm, inspect} from '../index.js';

useBackend('cpu');

/** What is said of a trained model's one write head and one read head, in an episode. */
async function accountsOf(
  model: LayersModel,
  name: PretrainedName,
  seed: number,
  difficulty: Record<string, number>,
) {
  const {task: described} = await pretrainedCard(name);
  const task = createTask(described.name, described.config);
  const episode = task.sample(new RandomStream(seed), 1, difficulty);
  const accounts = describeAlgorithm({trace: await inspect(model, episode), episode, task});
  const [write, read] = (['write', 'read'] as const).map(
    (kind) => accounts.find((head) => head.kind === kind)!,
  );
  return {write: write!, read: read!};
}

function useModel(name: PretrainedName): () => LayersModel {
  let model: LayersModel;
  beforeAll(async () => {
    model = await loadPretrained(name);
  });
  afterAll(() => void model.dispose());
  return () => model;
}

describe.each(['copy-ntm-feedforward', 'copy-ntm-lstm'] as const)('the account of %s', (name) => {
  const model = useModel(name);

  test.each([
    [1, 6],
    [2, 12],
    [3, 20],
  ])('of an episode of seed %i and length %i is that of a copy', async (seed, length) => {
    const {write, read} = await accountsOf(model(), name, seed, {length});
    const [writing] = write.sentences;
    const [, to, way, first] =
      /^steps 0–(\d+) \(input.*\): writes (forward|backward) row by row from row (\d+) to row \d+$/.exec(
        writing!,
      )!;
    expect(Number(to)).toBeGreaterThanOrEqual(length - 1);
    // At the delimiter it is back at the first row that was written, and reads them in the same order to the end.
    expect(read.sentences.at(-1)).toMatch(
      new RegExp(
        `^steps ${length}–${2 * length} \\(delimiter, answer\\): (jumps to|steps to|focuses on) row ${first}(, found by content,)? ` +
          `and reads ${way} row by row to row \\d+$`,
      ),
    );
  });
});

describe.each(['repeat-copy-ntm-feedforward', 'repeat-copy-ntm-lstm'] as const)(
  'the account of %s',
  (name) => {
    const model = useModel(name);

    test.each([
      [1, 4, 3],
      [2, 5, 2],
      [3, 6, 4],
    ])('of an episode of seed %i, length %i and %i repeats is a loop', async (seed, length, repeats) => {
      const {write, read} = await accountsOf(model(), name, seed, {length, repeats});
      const [, first] = /^steps 0–\d+ \(input.*\): writes forward row by row from row (\d+) to row \d+$/.exec(
        write.sentences[0]!,
      )!;
      const once = new RegExp(
        `answer\\): (jumps to|steps to|focuses on) row ${first}(, found by content,)? and reads forward row by row to row (\\d+)$`,
      );
      const start = read.sentences.findIndex((sentence) => once.test(sentence));
      const last = Number(once.exec(read.sentences[start]!)!.at(-1));
      expect(last).toBeGreaterThanOrEqual(Number(first) + length - 1);
      // Every other time it looks a row up, and reads to the same end.
      const again = read.sentences[start + 1]!;
      const times = repeats === 2 ? '' : `, ${repeats - 1} times`;
      expect(again).toMatch(
        new RegExp(
          `^steps \\d+–\\d+ \\(answer\\): jumps to row \\d+, found by content.*, and reads forward row by row to row ${last}${times}$`,
        ),
      );
    });
  },
);

test('looking leaves no tensor', async () => {
  const model = await loadPretrained('copy-ntm-lstm');
  const before = tf.memory().numTensors;
  await accountsOf(model, 'copy-ntm-lstm', 1, {length: 3});
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});
