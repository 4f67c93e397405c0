import {ArgumentError} from '@ntmjs/arguments';
import {type Episodes, requireEpisodes} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {requireModel} from './tfjsObjects.js';

/** A batch of episodes as tensors; the caller disposes them. */
export function episodeTensors(episodes: Episodes) {
  const {batch, steps, inputSize, outputSize, inputs, targets, mask} = requireEpisodes('episodes', episodes);
  return {
    inputs: tf.tensor3d(inputs, [batch, steps, inputSize]),
    targets: tf.tensor3d(targets, [batch, steps, outputSize]),
    mask: tf.tensor2d(mask, [batch, steps]),
  };
}

/**
 * Returns `model` if it takes inputs of these sizes and returns a logit for each output at each step; throws an `ArgumentError`
 * otherwise.
 *
 * @param what has the sizes, for the message: `the task copy`
 */
export function requireModelFor(
  model: LayersModel,
  {inputSize, outputSize}: Pick<Episodes, 'inputSize' | 'outputSize'>,
  what: string,
): LayersModel {
  requireModel(model);
  const fits = (shape: unknown, size: number) =>
    Array.isArray(shape) && shape.length === 3 && (shape[2] === null || shape[2] === size);
  const [input, output] = [model.inputs[0]?.shape, model.outputs[0]?.shape];
  if (fits(input, inputSize) && fits(output, outputSize)) return model;
  const expected = `a model from [batch, steps, ${inputSize}] to [batch, steps, ${outputSize}] for ${what}`;
  const shapes = [input, output].map((shape) => `[${shape?.map((size) => size ?? 'any').join(', ')}]`);
  throw new ArgumentError('model', expected, `${shapes[0]} to ${shapes[1]}`);
}
