import * as tf from '@tensorflow/tfjs-core';
import {repetitions} from './repetitions.js';

/**
 * Expects that many calls leave no tensor behind but what they return, which is disposed here: so a call must not
 * return a tensor that it was given. No `tidy` is around the calls, which would hide a leak.
 *
 * @param call returns every tensor that it hands to its caller
 */
export function expectNoLeak(call: () => tf.TensorContainer, times = repetitions(1000)): void {
  const before = tf.memory();
  for (let time = 0; time < times; time++) tf.dispose(call());
  const after = tf.memory();
  const tensors = after.numTensors - before.numTensors;
  const buffers = after.numDataBuffers - before.numDataBuffers;
  if (tensors !== 0) throw new Error(`${tensors} tensors left by ${times} calls`);
  if (buffers !== 0) throw new Error(`${buffers} buffers left by ${times} calls`);
}
