import '@tensorflow/tfjs-backend-cpu';
import {copyTask, RandomStream} from '@ntmjs/tasks';
import {secondCopyOfTfjs} from '@ntmjs/test-support/secondCopy';
import * as ours from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {createOptimizer, createTrainingStep, evaluate, train, trainStep} from './index.js';

const other = secondCopyOfTfjs();
const task = copyTask({vectorWidth: 2});
const create = ({layers, sequential}: Pick<typeof ours, 'layers' | 'sequential'>, name: string) =>
  sequential({layers: [layers.dense({units: task.outputSize, inputShape: [null, task.inputSize], name})]});
const model = {ours: create(ours, 'ours'), other: create(other, 'other')};
const optimizer = createOptimizer({type: 'adam', learningRate: 0.01});
const episodes = task.sample(new RandomStream(1), 1);
const refused = 'must be of the copy of TensorFlow.js that ntmjs uses, got ';

test.each<[string, (model: ours.LayersModel) => Promise<unknown>]>([
  ['train', async (model) => train({model, task, optimizer, seed: 1, sequences: 1})],
  ['evaluate', (model) => evaluate({model, task, seed: 1, episodes: 1})],
  ['trainStep', (model) => trainStep(model, optimizer, episodes, {})],
  ['createTrainingStep', (model) => createTrainingStep(model, optimizer, {}, 'auto')],
])('%s refuses a model of another copy of tfjs, and says its version', async (_, use) => {
  const call = use(model.other);
  await expect(call).rejects.toThrow(`model ${refused}`);
  await expect(call).rejects.toThrow(`which is of a second copy (tfjs-layers ${other.version_layers})`);
});

test.each<[string, (model: ours.LayersModel) => Promise<unknown>]>([
  ['train', async (model) => train({model, task, optimizer: other.train.adam(), seed: 1, sequences: 1})],
  ['trainStep', (model) => trainStep(model, other.train.sgd(1), episodes, {})],
  ['createTrainingStep', (model) => createTrainingStep(model, other.train.sgd(1), {}, 'never')],
])('%s refuses an optimizer of another copy of tfjs', async (_, use) => {
  await expect(use(model.ours)).rejects.toThrow(`optimizer ${refused}`);
});
