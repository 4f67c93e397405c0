import {createModel} from '@ntmjs/presets';
import {loadPretrained, pretrainedCard} from '@ntmjs/pretrained';
import type {Task} from '@ntmjs/tasks';
import {createOptimizer, startState, type TrainState} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {type Choice, configOf, type Origin, pretrainedFor, taskOf, trainingOf} from '../choice.js';
import type {CurvePoint} from './protocol.js';

/** Where a training stands, as it is kept. */
export interface Standing {
  readonly weights: readonly Float32Array[];
  readonly optimizer: readonly {
    readonly name: string;
    readonly shape: number[];
    readonly values: Float32Array;
  }[];
  readonly state: TrainState;
  readonly curve: readonly CurvePoint[];
}

/** A network that learns a task. */
export interface Network {
  readonly choice: Choice;
  readonly origin: Origin;
  readonly task: Task;
  readonly model: LayersModel;
  readonly optimizer: tf.Optimizer;
  readonly state: TrainState;
  readonly curve: readonly CurvePoint[];
}

/** A network as it is at first: with new weights, or those that came with the page. */
export async function firstNetwork(
  choice: Choice,
  origin: Exclude<Origin, 'file'>,
  task = taskOf(choice),
): Promise<Network> {
  const name = origin === 'pretrained' ? pretrainedFor(choice) : undefined;
  if (origin === 'pretrained' && name === undefined) {
    throw new Error(`no trained network of these sizes came with the page for ${choice.task}`);
  }
  const [model, sequences] =
    name === undefined
      ? [createModel(configOf(choice), task, choice.seed), 0]
      : await Promise.all([loadPretrained(name), pretrainedCard(name).then((card) => card.sequences)]);
  const state = startState(choice.seed);
  return networkOf({choice, origin, task, model, state: {...state, sequences}});
}

/** A network of a model that was opened. */
export function openedNetwork(choice: Choice, model: LayersModel): Network {
  return networkOf({choice, origin: 'file', task: taskOf(choice), model, state: startState(choice.seed)});
}

function networkOf(network: Omit<Network, 'optimizer' | 'curve'>): Network {
  const optimizer = createOptimizer(trainingOf(network.choice).optimizer);
  return {...network, optimizer, curve: []};
}

/** Where a network stands after training up to a state. */
export async function standingOf(
  {model, optimizer}: Network,
  state: TrainState,
  curve: readonly CurvePoint[],
): Promise<Standing> {
  const slots = await optimizer.getWeights();
  const values = slots.map(({name, tensor}) => ({
    name,
    shape: tensor.shape,
    values: Float32Array.from(tensor.dataSync()),
  }));
  // tfjs makes a tensor for the number of iterations, and hands out its own variables for the rest.
  slots[0]?.tensor.dispose();
  const weights = model.getWeights().map((weight) => Float32Array.from(weight.dataSync()));
  return {weights, optimizer: values, state, curve};
}

/** A network brought to where it stood. */
export async function restored(
  network: Network,
  {weights, optimizer, state, curve}: Standing,
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

/** Lets go of a network's tensors. */
export function disposeNetwork({model, optimizer}: Network): void {
  model.dispose();
  optimizer.dispose();
}
