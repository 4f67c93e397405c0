import {createModel} from '@ntmjs/presets';
import {loadPretrained, pretrainedCard} from '@ntmjs/pretrained';
import type {Task} from '@ntmjs/tasks';
import {createOptimizer, startState, type TrainState} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {type Choice, configOf, type Origin, pretrainedFor, taskOf, trainingOf} from '../choice.js';
import type {CurvePoint} from './protocol.js';

/** The state of a training, as plain data that the browser can save. */
export interface TrainingSnapshot {
  readonly weights: readonly Float32Array[];
  readonly optimizer: readonly {
    readonly name: string;
    readonly shape: number[];
    readonly values: Float32Array;
  }[];
  readonly state: TrainState;
  readonly curve: readonly CurvePoint[];
}

/** A network, the task that it learns, and its training. */
export interface Network {
  readonly choice: Choice;
  readonly origin: Origin;
  readonly task: Task;
  readonly model: LayersModel;
  readonly optimizer: tf.Optimizer;
  readonly state: TrainState;
  readonly curve: readonly CurvePoint[];
}

/** Creates a network with new or pretrained weights. */
export async function createNetwork(
  choice: Choice,
  origin: Exclude<Origin, 'file'>,
  task = taskOf(choice),
): Promise<Network> {
  const name = origin === 'pretrained' ? pretrainedFor(choice) : undefined;
  if (origin === 'pretrained' && name === undefined) {
    throw new Error(`there is no pretrained network of these sizes for ${choice.task}`);
  }
  const [model, sequences] =
    name === undefined
      ? [createModel(configOf(choice), task, choice.seed), 0]
      : await Promise.all([loadPretrained(name), pretrainedCard(name).then((card) => card.sequences)]);
  const state = startState(choice.seed);
  return withOptimizer({choice, origin, task, model, state: {...state, sequences}});
}

/** The network of a model that was opened from files. */
export function networkOfModel(choice: Choice, model: LayersModel): Network {
  return withOptimizer({choice, origin: 'file', task: taskOf(choice), model, state: startState(choice.seed)});
}

function withOptimizer(network: Omit<Network, 'optimizer' | 'curve'>): Network {
  const optimizer = createOptimizer(trainingOf(network.choice).optimizer);
  return {...network, optimizer, curve: []};
}

/** Takes a snapshot of a network and its training state. */
export async function snapshotOf(
  {model, optimizer}: Network,
  state: TrainState,
  curve: readonly CurvePoint[],
): Promise<TrainingSnapshot> {
  const slots = await optimizer.getWeights();
  const values = slots.map(({name, tensor}) => ({
    name,
    shape: tensor.shape,
    values: Float32Array.from(tensor.dataSync()),
  }));
  // tfjs creates the tensor of the iteration count; the others are the optimizer's own variables.
  slots[0]?.tensor.dispose();
  const weights = model.getWeights().map((weight) => Float32Array.from(weight.dataSync()));
  return {weights, optimizer: values, state, curve};
}

/** Restores the weights, the optimizer and the training state of a snapshot. */
export async function restoreSnapshot(
  network: Network,
  {weights, optimizer, state, curve}: TrainingSnapshot,
): Promise<Network> {
  tf.tidy(() => {
    const shapes = network.model.getWeights().map(({shape}) => shape);
    network.model.setWeights(weights.map((values, index) => tf.tensor(values, shapes[index]!)));
  });
  const slots = optimizer.map(({name, shape, values}, index) => ({
    name,
    tensor: tf.tensor(values, shape, index === 0 ? 'int32' : 'float32'),
  }));
  await network.optimizer.setWeights(slots);
  tf.dispose(slots.map(({tensor}) => tensor));
  return {...network, state, curve};
}

/** Disposes of a network's tensors. */
export function disposeNetwork({model, optimizer}: Network): void {
  model.dispose();
  optimizer.dispose();
}
