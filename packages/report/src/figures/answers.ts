import {requireInstance, requireInteger, requireList} from '@ntmjs/arguments';
import type {OutputPanel} from '@ntmjs/inspect';
import {type Episodes, RandomStream, requireEpisodes, requireTask, type Task} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {LayersModel} from '@tensorflow/tfjs-layers';
import {type Difficulty, difficultyText} from '../evaluation/difficulties.js';

/** A model's answers to a fresh episode at each difficulty, as panels for `outputPanels`. */
export function answerPanels(
  model: LayersModel,
  task: Task,
  difficulties: readonly Difficulty[],
  seed: number,
): OutputPanel[] {
  requireList('difficulties', difficulties, 'a list of difficulties');
  requireTask('task', task);
  requireInteger('seed', seed);
  return difficulties.map((difficulty) => {
    const drawn = task.sample(new RandomStream(seed, 'figure'), 1, difficulty);
    const episode = requireEpisodes('the result of task.sample', drawn);
    const {steps, outputSize: channels, targets, mask} = episode;
    const outputs = outputsOf(model, episode);
    return {title: difficultyText(difficulty), outputs, targets, mask, steps, channels};
  });
}

/** A model's outputs for one episode, `[steps, outputSize]`. */
export function outputsOf(model: LayersModel, episode: Episodes): Float32Array {
  requireInstance('model', model, LayersModel, 'a LayersModel');
  const {steps, inputSize, inputs} = requireEpisodes('episode', episode);
  return tf.tidy(() => {
    const outputs = model.apply(tf.tensor3d(inputs, [1, steps, inputSize])) as tf.Tensor;
    return outputs.dataSync() as Float32Array;
  });
}
