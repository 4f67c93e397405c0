import type {OutputPanel} from '@ntmjs/inspect';
import {type Episodes, RandomStream, type Task} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {type Difficulty, difficultyText} from '../evaluation/difficulties.js';

/** A model's answers to a fresh episode at each difficulty, as panels for `outputPanels`. */
export function answerPanels(
  model: LayersModel,
  task: Task,
  difficulties: readonly Difficulty[],
  seed: number,
): OutputPanel[] {
  return difficulties.map((difficulty) => {
    const episode = task.sample(new RandomStream(seed, 'figure'), 1, difficulty);
    const {steps, outputSize: channels, targets, mask} = episode;
    const outputs = outputsOf(model, episode);
    return {title: difficultyText(difficulty), outputs, targets, mask, steps, channels};
  });
}

/** A model's outputs for one episode, `[steps, outputSize]`. */
export function outputsOf(model: LayersModel, episode: Episodes): Float32Array {
  const {steps, inputSize, inputs} = episode;
  return tf.tidy(() => {
    const outputs = model.apply(tf.tensor3d(inputs, [1, steps, inputSize])) as tf.Tensor;
    return outputs.dataSync() as Float32Array;
  });
}
