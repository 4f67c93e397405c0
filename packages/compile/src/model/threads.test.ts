// @own-process: it stubs globals.
import {rmSync} from 'node:fs';
import {Worker} from 'node:worker_threads';
import {ntm} from '@ntmjs/layers';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, layers, sequential} from '@tensorflow/tfjs-layers';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi} from 'vitest';
import {buildWorkers, writeBrokenWorker} from '../fixtures/builtWorkers.js';
import {Board, State} from '../runtime/threads/board.js';
import {compile, detach} from './compile.js';
import {
  classes,
  type Data,
  disposeOf,
  expectAgreement,
  indices,
  numbers,
  setWeights,
} from './fixtures/bothWays.js';
import {chain} from './fixtures/chain.js';
import {expectEveryWay} from './fixtures/everyWay.js';

useBackend('cpu');

let folder: string;
let workerUrl: URL;

beforeAll(() => {
  ({folder, workerUrl} = buildWorkers());
}, 120_000);

beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

afterAll(() => rmSync(folder, {recursive: true}));

const glorot = {recurrentInitializer: 'glorotUniform'} as const;
const dropoutFunc = (ones: tf.Tensor, rate: number) => tf.dropout(ones, rate, undefined, 5);

/** Models and data, in which together is all that threads handle in a way of its own. */
const models: Record<string, {readonly model: () => LayersModel; readonly data: () => Data}> = {
  'an embedding with a mask, dropout, both directions, a loss for each step': {
    model: () => {
      const layer = layers.lstm({units: 3, ...glorot, returnSequences: true}) as never;
      const dropping = {units: 3, dropout: 0.3, recurrentDropout: 0.2, dropoutFunc, returnSequences: true};
      const model = sequential();
      model.add(layers.embedding({inputDim: 7, outputDim: 4, maskZero: true, inputLength: 5}));
      model.add(layers.bidirectional({layer, mergeMode: 'concat'}));
      model.add(layers.dropout({rate: 0.4, seed: 3}));
      model.add(layers.gru({...glorot, ...dropping} as never));
      model.add(layers.timeDistributed({layer: layers.dense({units: 4, activation: 'softmax'})}));
      model.compile({optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['acc']});
      return model;
    },
    data: () => ({inputs: indices([6, 5], 7), targets: indices([6, 5, 1], 4, 2)}),
  },
  'learned first states, repetition, regularizers': {
    model: () => {
      const controller = {type: 'feedforward', units: 5} as const;
      const memory = {rows: 4, width: 3, contents: 'learned'} as const;
      const model = sequential();
      model.add(ntm({units: 4, controller, memory, seed: 1, inputShape: [4, 3]} as never));
      model.add(layers.repeatVector({n: 2}));
      model.add(layers.reshape({targetShape: [8]}));
      model.add(layers.dense({units: 2, kernelRegularizer: 'l1l2'}));
      model.compile({optimizer: 'rmsprop', loss: 'meanSquaredError', metrics: ['mae']});
      return model;
    },
    data: () => ({inputs: numbers([6, 4, 3]), targets: numbers([6, 2], 2)}),
  },
};

/** Leaves all groups of the batches that follow to the workers. */
function onlyWorkers(): void {
  const sleep = new Int32Array(new SharedArrayBuffer(4));
  vi.spyOn(Board.prototype, 'take').mockImplementation(function (this: Board, turn, groups) {
    const isOver = () =>
      Array.from({length: groups}, (_, group) => this.is(group, turn, State.done)).every(Boolean);
    const end = performance.now() + 20_000;
    while (!isOver() && performance.now() < end) Atomics.wait(sleep, 0, 0, 1);
    return undefined;
  });
}

/** Weights after some steps, and the history of them. */
async function train(create: () => LayersModel, threads: number, {inputs, targets}: Data) {
  const model = compile(create(), {threads, workerUrl, fallback: 'error'});
  setWeights(model);
  const {history} = await model.fit(inputs, targets, {epochs: 3, batchSize: 4, shuffle: false, verbose: 0});
  const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
  disposeOf(model);
  return {history, weights};
}

describe.each(Object.entries(models))('%s', (_, {model, data}) => {
  test('several threads train as tfjs does, and equally whoever takes what', async () => {
    const given = data();
    await expectAgreement(model, given, {compile: {threads: 2, workerUrl}});
    const together = await train(model, 3, given);
    onlyWorkers();
    expect(await train(model, 3, given)).toEqual(together);
    await expectAgreement(model, given, {compile: {threads: 2, workerUrl}});
    tf.dispose(given as never);
  });
});

const data = () => ({inputs: numbers([6, 3, 2]), targets: numbers([6, 2], 2)});
const simple = (args: object = {}) => chain([layers.dense({units: 2})], args);

test('validation, weights of classes and samples, trainOnBatch and fitDataset work as before', () =>
  expectEveryWay({threads: 2, workerUrl}));

test('weights of classes and samples count, in batches of any shape', async () => {
  const targets = classes([6], 2, 2);
  const create = () => {
    const rnn = layers.simpleRNN({units: 4, ...glorot, inputShape: [null, 2]});
    const model = sequential({layers: [rnn, layers.dense({units: 2, activation: 'softmax'})]});
    model.compile({optimizer: 'adam', loss: 'categoricalCrossentropy'});
    setWeights(model);
    return model;
  };
  const all = await Promise.all(
    [1, 2].map(async (threads) => {
      const model = compile(create(), {threads, workerUrl, fallback: 'error'});
      const losses: number[] = [];
      for (const steps of [3, 5, 2]) {
        const inputs = numbers([6, steps, 2], steps);
        const args = {batchSize: 4, shuffle: false, verbose: 0, classWeight: {0: 0.3, 1: 2}} as const;
        losses.push(...((await model.fit(inputs, targets, args)).history.loss as number[]));
        losses.push((await model.trainOnBatch(inputs, targets)) as number);
        inputs.dispose();
      }
      disposeOf(model);
      return losses;
    }),
  );
  for (const [index, loss] of all[0]!.entries()) expect(all[1]![index]).toBeCloseTo(loss, 5);
  targets.dispose();
});

test('a loss that is computed eagerly keeps the model on one thread, with a warning', async () => {
  const loss = (y: tf.Tensor, p: tf.Tensor) => tf.sqrt(tf.mean(tf.squaredDifference(p, y)));
  const given = data();
  await expectAgreement(() => simple({loss}), given, {compile: {threads: 2, workerUrl}});
  expect(console.warn).toHaveBeenCalledWith(expect.stringContaining('it trains on one thread'));
  tf.dispose([given.inputs, given.targets]);
});

describe('workers', () => {
  test.each<[string, (model: LayersModel, step: () => Promise<unknown>) => unknown]>([
    ['detached', detach],
    ['disposed', disposeOf],
    [
      'trained on one thread again',
      (model, step) => {
        compile(model);
        return step();
      },
    ],
  ])('end when the model is %s', async (_, end) => {
    const {inputs, targets} = data();
    const model = compile(simple(), {threads: 3, workerUrl});
    const step = () => model.trainOnBatch(inputs, targets);
    await step();
    const terminate = vi.spyOn(Worker.prototype, 'terminate');
    await end(model, step);
    expect(terminate).toHaveBeenCalledTimes(2);
    tf.dispose([inputs, targets]);
  });

  test('that fail are an error, and others take their place in the next step', async () => {
    const {inputs, targets} = data();
    const broken = writeBrokenWorker(workerUrl);
    const model = compile(simple(), {threads: 2, workerUrl: broken});
    const weights = () => model.getWeights().map((weight) => Array.from(weight.dataSync()));
    let before = weights();
    const trainUntilItFails = async () => {
      for (const end = performance.now() + 20_000; performance.now() < end; ) {
        before = weights();
        await model.trainOnBatch(inputs, targets);
      }
    };
    for (let time = 0; time < 2; time++) {
      await expect(trainUntilItFails()).rejects.toThrow(
        'a worker of the model failed: RangeError: no way back',
      );
      expect(weights()).toEqual(before);
    }
    disposeOf(model);
    tf.dispose([inputs, targets]);
  });
});

test('without shared memory there is one thread, after a warning', async () => {
  vi.stubGlobal('SharedArrayBuffer', undefined);
  const given = data();
  await expectAgreement(simple, given, {compile: {threads: 2}});
  expect(console.warn).toHaveBeenCalledWith('threads has no effect: there is no SharedArrayBuffer here');
  tf.dispose([given.inputs, given.targets]);
});

test('several threads are an error in a thread that may not block', () => {
  const wait = () => {
    throw new TypeError('not here');
  };
  vi.stubGlobal('Atomics', {wait});
  const model = simple();
  expect(() => compile(model, {threads: 2})).toThrow(
    'compile.threads must be 1 in the main thread of a web page',
  );
  disposeOf(model);
});

test.each([
  [{threads: 0}, 'compile.threads must be an integer at least 1 and at most 256, got 0'],
  [{threads: 2, workerUrl: 'worker.js'}, 'compile.workerUrl must be a URL'],
  [{thread: 2}, 'compile.thread must be omitted'],
])('%j is an error', (args, message) => {
  const model = simple();
  expect(() => compile(model, args as never)).toThrow(message);
  expect(() => compile(layers.gru({units: 1}), {threads: 2})).toThrow('compile.threads must be omitted');
  disposeOf(model);
});
