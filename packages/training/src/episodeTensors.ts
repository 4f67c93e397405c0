import type {Episodes} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';

/** A batch of episodes as tensors; the caller disposes them. */
export function episodeTensors(episodes: Episodes) {
  const {batch, steps, inputSize, outputSize, inputs, targets, mask} = episodes;
  return {
    inputs: tf.tensor3d(inputs, [batch, steps, inputSize]),
    targets: tf.tensor3d(targets, [batch, steps, outputSize]),
    mask: tf.tensor2d(mask, [batch, steps]),
  };
}
