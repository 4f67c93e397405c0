import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type {Case} from './cases.js';
import {startForward} from './forward.js';
import {models} from './models.js';
import type {About, Answer, Request} from './protocol.js';
import {lap} from './stopwatch.js';
import {startTraining} from './training.js';
import type {WorkArgs} from './work.js';

/** Steps before the first measurement, for the JIT to settle; the first also allocates the optimiser's state. */
const WARM_UP_STEPS = 10;

/** A case that runs in this kind of process. */
export type ServedCase = Omit<Case, 'engine'> & Pick<WorkArgs, 'engine'>;

/**
 * Runs a case of ntmjs as `protocol.ts` has it: builds the model, warms up, says what it is, and measures as often as it
 * is asked to.
 *
 * @param requests one JSON object each
 * @param say where the answers go
 * @throws Error if the backend does not start, the model does not run on the engine, the loss is not finite, or a
 *   measurement leaves tensors behind
 */
export async function serve(
  item: ServedCase,
  requests: AsyncIterable<string>,
  say: (message: About | Answer) => void,
): Promise<void> {
  tf.enableProdMode();
  if (!(await tf.setBackend(item.backend))) throw new Error(`the backend ${item.backend} does not start`);
  const start = item.work === 'training' ? startTraining : startForward;
  const {model, step, compileMilliseconds} = await start(models[item.model], item);
  for (let count = 0; count < WARM_UP_STEPS; count++) await step();
  const tensors = tf.memory().numTensors;
  say({parameters: model.countParams(), versions: {tfjs: tf.version_core}, compileMilliseconds});
  for await (const request of requests) {
    const {seconds} = JSON.parse(request) as Request;
    const answer = await lap(step, seconds);
    const left = tf.memory().numTensors - tensors;
    if (left !== 0) throw new Error(`${left} tensors were left behind`);
    say({...answer, memory: process.resourceUsage().maxRSS / 1024});
  }
}
