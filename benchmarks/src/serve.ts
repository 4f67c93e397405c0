import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type {Case} from './cases.js';
import {models} from './models.js';
import type {About, Answer, Request} from './protocol.js';
import {lap} from './stopwatch.js';
import {startTraining} from './training.js';

/** Steps before the first measurement, for the JIT to settle; the first also allocates the optimiser's state. */
const WARM_UP_STEPS = 10;

/**
 * Runs an eager case as `protocol.ts` has it: builds the model, warms up, says what it is, and measures as often as it
 * is asked to.
 *
 * @param requests one JSON object each
 * @param say where the answers go
 * @throws Error if the backend does not start, the loss is not finite, or a measurement leaves tensors behind
 */
export async function serve(
  {backend, model: name, batch, length}: Omit<Case, 'engine'>,
  requests: AsyncIterable<string>,
  say: (message: About | Answer) => void,
): Promise<void> {
  tf.enableProdMode();
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`);
  const {model, step} = startTraining(models[name], batch, length);
  for (let count = 0; count < WARM_UP_STEPS; count++) await step();
  const tensors = tf.memory().numTensors;
  say({parameters: model.countParams(), versions: {tfjs: tf.version_core}});
  for await (const request of requests) {
    const {seconds} = JSON.parse(request) as Request;
    const answer = await lap(step, seconds);
    const left = tf.memory().numTensors - tensors;
    if (left !== 0) throw new Error(`${left} tensors were left behind`);
    say(answer);
  }
}
