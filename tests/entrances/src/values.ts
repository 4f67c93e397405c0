import {ntm} from '@ntmjs/layers';
import {copyTask, type Episodes, RandomStream, type Task} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, layers, sequential} from '@tensorflow/tfjs-layers';
import {open} from './entrance.js';

/** Sizes of the tensors in the tables. */
export const [batch, rows, width] = [2, 6, 3];

/** A tensor of a shape. */
export function tensor<R extends tf.Rank>(...shape: number[]): tf.Tensor<R> {
  return tf.fill(shape as never, 0.5) as tf.Tensor<R>;
}

export const weighting = () => tensor<tf.Rank.R2>(batch, rows);
export const memory = () => tensor<tf.Rank.R3>(batch, rows, width);
export const vector = () => tensor<tf.Rank.R2>(batch, width);
export const scalars = () => tensor<tf.Rank.R2>(batch, 1);

/** A task, which may have more fields than it must have. */
export function task(): Task {
  return opened(copyTask({vectorWidth: 2, maxLength: 2}));
}

/** A task of which mistakes are made in what a task must have, and in nothing else. */
export function opened<Difficulty extends object>({
  metrics,
  options,
  trainingRange,
  ...rest
}: Task<Difficulty>): Task {
  return open({
    ...(rest as unknown as Task),
    metrics: metrics.map((metric) => open({...metric})),
    options: open({...options}),
    trainingRange: open({...trainingRange}),
  }) as Task;
}

/** A batch of episodes of the task. */
export function episodes(count = 1): Episodes {
  return open({...copyTask({vectorWidth: 2, maxLength: 2}).sample(new RandomStream(1), count, {length: 2})});
}

/** The optimizer that trains the models of the tables: it keeps nothing of a step. */
export const optimizer = () => tf.train.sgd(1e-3);

let memoryModel: LayersModel | undefined;

/** A model with a memory for the task; all tables share it. */
export function model(): LayersModel {
  const args = {
    units: 2,
    controller: {type: 'feedforward', units: 4} as const,
    memory: {rows, width},
    seed: 1,
  };
  memoryModel ??= sequential({layers: [ntm({...args, inputShape: [null, 3], returnSequences: true})]});
  return memoryModel;
}

/** A new recurrent layer that is built. */
export function builtLayer() {
  const layer = layers.lstm({
    units: 2,
    returnSequences: true,
    recurrentActivation: 'sigmoid',
    recurrentInitializer: 'zeros',
  });
  layer.build([null, null, 3]);
  return layer;
}

let writable: string | undefined;

/** Makes a folder the one that tables write into. */
export function writeInto(folder: string): void {
  writable = folder;
}

/** An empty folder, which is removed after the test. */
export function folder(): string {
  if (writable === undefined) throw new Error('there is no folder');
  return writable;
}
