import * as tf from '@tensorflow/tfjs-core';
import {repetitions} from './repetitions.js';

/**
 * Expects that many calls leave no tensor behind but what they return, which is disposed here: so a call must not
 * return a tensor that it was given. No `tidy` is around the calls, which would hide a leak.
 *
 * @param call returns every tensor that it hands to its caller
 * @param times how many calls; a quarter as many in `npm test`
 */
export function expectNoLeak(call: () => tf.TensorContainer, times = 1000): void {
  const calls = repetitions(times);
  const before = tf.memory();
  for (let time = 0; time < calls; time++) tf.dispose(call());
  const after = tf.memory();
  const tensors = after.numTensors - before.numTensors;
  const buffers = after.numDataBuffers - before.numDataBuffers;
  if (tensors !== 0) throw new Error(`${tensors} tensors left by ${calls} calls`);
  if (buffers !== 0) throw new Error(`${buffers} buffers left by ${calls} calls`);
}
