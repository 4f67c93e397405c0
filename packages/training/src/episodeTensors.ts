import {ArgumentError} from '@ntmjs/arguments';
import type {Episodes, Task} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {requireModel} from './tfjsObjects.js';

/** A batch of episodes as tensors; the caller disposes them. */
export function episodeTensors(episodes: Episodes) {
  const {batch, steps, inputSize, outputSize, inputs, targets, mask} = episodes;
  return {
    inputs: tf.tensor3d(inputs, [batch, steps, inputSize]),
    targets: tf.tensor3d(targets, [batch, steps, outputSize]),
    mask: tf.tensor2d(mask, [batch, steps]),
  };
}

/** Checks that a model takes a task's inputs and returns a logit for each of its outputs at each step. */
export function requireModelFor(model: LayersModel, task: Task): void {
  requireModel(model);
  const fits = (shape: unknown, size: number) =>
    Array.isArray(shape) && shape.length === 3 && (shape[2] === null || shape[2] === size);
  const [input, output] = [model.inputs[0]?.shape, model.outputs[0]?.shape];
  if (fits(input, task.inputSize) && fits(output, task.outputSize)) return;
  const expected = `a model from [batch, steps, ${task.inputSize}] to [batch, steps, ${task.outputSize}] for the task ${task.name}`;
  const shapes = [input, output].map((shape) => `[${shape?.map((size) => size ?? 'any').join(', ')}]`);
  throw new ArgumentError('model', expected, `${shapes[0]} to ${shapes[1]}`);
}
