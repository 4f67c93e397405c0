import {createTask, RandomStream} from '@ntmjs/tasks';
import {describeOnBackends, expectClose, expectNoLeak, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {
  type EpisodeDataset,
  type EpisodeDatasetArgs,
  episodeDataset,
  maskedSequenceCrossEntropy,
} from './episodeDataset.js';
import {episodeTensors} from './episodeTensors.js';
import {constantModel, lstmModel, weightsOf} from './fixtures/models.js';
import {sequenceCrossEntropy} from './loss.js';

const task = createTask('copy', {vectorWidth: 2, maxLength: 3});
const loss = maskedSequenceCrossEntropy;

/** The numbers of all batches of one epoch. */
async function epochOf(dataset: EpisodeDataset): Promise<number[][]> {
  const iterator = await dataset.iterator();
  const batches: number[][] = [];
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const {xs, ys} = next.value;
    batches.push([...xs.shape, ...xs.dataSync(), ...ys.shape, ...ys.dataSync()]);
    tf.dispose([xs, ys]);
  }
  return batches;
}

describeOnBackends('episodeDataset', () => {
  test('the loss of fitDataset falls', async () => {
    const model = lstmModel(task);
    model.compile({optimizer: tf.train.adam(0.03), loss});
    const dataset = episodeDataset({task, seed: 1, batch: 8, batches: 15, difficulty: {length: 1}});
    const {history} = await model.fitDataset(dataset, {epochs: 6, verbose: 0});
    const losses = history.loss as number[];
    expect(losses).toHaveLength(6);
    // Two target bits that are guessed cost 2 ln 2 = 1.39.
    expect(losses[0]).toBeGreaterThan(1);
    expect(losses[5]).toBeLessThan(losses[0]! / 2);
  });

  test('one batch of fitDataset is one step down the gradient of the masked loss', async () => {
    const [fitted, stepped] = [lstmModel(task), lstmModel(task)];
    fitted.compile({optimizer: tf.train.sgd(0.1), loss});
    await fitted.fitDataset(episodeDataset({task, seed: 5, batch: 3, batches: 1}), {epochs: 1, verbose: 0});
    const {inputs, targets, mask} = episodeTensors(task.sample(new RandomStream(5, 'dataset'), 3));
    const variables = stepped.trainableWeights.map((weight) => weight.read() as tf.Variable);
    tf.train
      .sgd(0.1)
      .minimize(
        () => sequenceCrossEntropy(stepped.apply(inputs) as tf.Tensor3D, targets, mask),
        false,
        variables,
      );
    expect(weightsOf(fitted)).not.toEqual(weightsOf(lstmModel(task)));
    weightsOf(stepped).forEach((weight, index) => {
      expect(weightsOf(fitted)[index]).toBeCloseTo(weight, 6);
    });
  });

  test('the loss is that of the answering steps alone', () => {
    const {inputs, targets, mask} = episodeTensors(task.sample(new RandomStream(2), 3, {length: 2}));
    const logits = lstmModel(task).apply(inputs) as tf.Tensor3D;
    const yTrue = tf.concat([targets, tf.expandDims(mask, 2)], 2);
    expectClose(loss(yTrue, logits), [...sequenceCrossEntropy(logits, targets, mask).dataSync()]);
  });
});

describe('episodeDataset', () => {
  useBackend('cpu');

  test('evaluateDataset returns the mean loss: ln 2 for each target bit with logit 0', async () => {
    const model = constantModel(task, 0);
    model.compile({optimizer: 'sgd', loss});
    const dataset = episodeDataset({task, seed: 1, batch: 4, batches: 3, difficulty: {length: 5}});
    const result = (await model.evaluateDataset(dataset, {})) as tf.Scalar;
    expectClose(result, [10 * Math.LN2]);
  });

  test('ys are the targets, concatenated with the mask', async () => {
    const {value} = await (await episodeDataset({task, seed: 3, batch: 2}).iterator()).next();
    const episodes = task.sample(new RandomStream(3, 'dataset'), 2);
    const {batch, steps, outputSize, inputs, targets, mask} = episodes;
    expect(value!.xs.shape).toEqual([batch, steps, task.inputSize]);
    expect(value!.ys.shape).toEqual([batch, steps, outputSize + 1]);
    expect([...value!.xs.dataSync()]).toEqual([...inputs]);
    const rows = [...mask].flatMap((answers, step) => [
      ...targets.subarray(outputSize * step, outputSize * (step + 1)),
      answers,
    ]);
    expect([...value!.ys.dataSync()]).toEqual(rows);
  });

  test('each epoch draws new episodes, and equal seeds give equal ones', async () => {
    const [first, again, other] = [7, 7, 8].map((seed) => episodeDataset({task, seed, batch: 2, batches: 4}));
    const long = episodeDataset({task, seed: 7, batch: 2, batches: 8});
    const epochs = [...(await epochOf(first!)), ...(await epochOf(first!))];
    expect(epochs).toHaveLength(8);
    expect(await epochOf(long)).toEqual(epochs);
    expect(await epochOf(again!)).toEqual(epochs.slice(0, 4));
    expect(epochs.slice(4)).not.toEqual(epochs.slice(0, 4));
    expect(await epochOf(other!)).not.toEqual(epochs.slice(0, 4));
  });

  test('an unused iterator draws nothing', async () => {
    const dataset = episodeDataset({task, seed: 7, batches: 2});
    await dataset.iterator();
    expect(await epochOf(dataset)).toEqual(await epochOf(episodeDataset({task, seed: 7, batches: 2})));
  });

  test('defaults to one episode a batch and 100 batches an epoch', async () => {
    const dataset = episodeDataset({task, seed: 1});
    expect(dataset.size).toBe(100);
    const batches = await epochOf(dataset);
    expect(batches).toHaveLength(100);
    expect(new Set(batches.map(([batch]) => batch))).toEqual(new Set([1]));
    expect(new Set(batches.map(([, steps]) => steps))).toEqual(new Set([3, 5, 7]));
  });

  test('training and validation leave no tensor behind', async () => {
    const model = lstmModel(task);
    model.compile({optimizer: tf.train.adam(0.01), loss});
    const [dataset, validationData] = [1, 2].map((seed) =>
      episodeDataset({task, seed, batch: 2, batches: 3}),
    ) as [EpisodeDataset, EpisodeDataset];
    const fit = async () => {
      const {history} = await model.fitDataset(dataset, {epochs: 2, verbose: 0, validationData});
      tf.dispose(await model.evaluateDataset(validationData, {}));
      return history;
    };
    await fit();
    const before = tf.memory();
    const history = await fit();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    expect(history.val_loss).toHaveLength(2);
  });

  test('the loss leaves no tensor behind', () => {
    const [yTrue, yPred] = [tf.zeros([2, 3, 3]), tf.ones([2, 3, 2])];
    expectNoLeak(() => loss(yTrue, yPred), 200);
  });

  test.each<[Partial<EpisodeDatasetArgs>, string]>([
    [{seed: 0.5}, 'seed must be an integer, got 0.5'],
    [{batch: 0}, 'batch must be a positive integer, got 0'],
    [{batches: 1.5}, 'batches must be a positive integer, got 1.5'],
  ])('rejects %o', (args, message) => {
    expect(() => episodeDataset({task, seed: 1, ...args})).toThrow(message);
  });

  test('rejects a difficulty that the task does not have, once a batch is requested', async () => {
    const iterator = await episodeDataset({task, seed: 1, difficulty: {items: 2}}).iterator();
    await expect(iterator.next()).rejects.toThrow('difficulty.items must be omitted');
  });

  test('the loss rejects shapes that do not match', () => {
    expect(() => loss(tf.zeros([2, 3, 2]), tf.zeros([2, 3, 2]))).toThrow(
      'yTrue must be a tensor of shape [batch, steps, outputs + 1] = [2, 3, 3], got a tensor of shape [2, 3, 2]',
    );
    expect(() => loss(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow(
      'yPred must be a tensor of shape [batch, steps, outputs] = [?, ?, ?], got a tensor of shape [2, 3]',
    );
  });
});
