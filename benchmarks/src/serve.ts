import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type {Case} from './cases.js';
import {startFit} from './fit.js';
import {fitModels} from './fitModels.js';
import {startForward} from './forward.js';
import {models} from './models.js';
import type {About, Answer, Request} from './protocol.js';
import {allowRelaxedSimd} from './relaxedSimd.js';
import {startTraining} from './training.js';
import type {Work, WorkArgs} from './work.js';

/** Batches before the first measurement: the engine optimizes the code, and the optimizer allocates its state. */
const WARM_UP_BATCHES = 10;

/** A case on an engine of ntmjs. */
export type ServedCase = Case & {readonly engine: WorkArgs['engine'] | 'relaxed simd'};

/** Prepares the work of a case. */
async function startWork(item: ServedCase): Promise<Work> {
  const relaxedSimd = item.engine === 'relaxed simd';
  if (relaxedSimd && !allowRelaxedSimd()) throw new Error('this JavaScript engine has no relaxed SIMD');
  const engine = relaxedSimd ? 'compiled' : item.engine;
  if (item.work === 'fit') return startFit(fitModels[item.model], {...item, engine});
  const start = item.work === 'training' ? startTraining : startForward;
  return start(models[item.model], {...item, engine, relaxedSimd});
}

/**
 * Runs a case of ntmjs by the protocol: builds the model, warms up, describes itself, and answers requests.
 *
 * @param requests JSON objects as text
 * @param send receives the messages of this process
 * @throws Error if the backend cannot be initialized, the model does not run on the engine, the loss is not finite, or a
 *   measurement leaks tensors
 */
export async function serve(
  item: ServedCase,
  requests: AsyncIterable<string>,
  send: (message: About | Answer) => void,
): Promise<void> {
  tf.enableProdMode();
  if (!(await tf.setBackend(item.backend)))
    throw new Error(`the backend ${item.backend} cannot be initialized`);
  const {model, step, compileMilliseconds, batches = 1} = await startWork(item);
  for (let count = 0; count < WARM_UP_BATCHES; count += batches) await step();
  const tensors = tf.memory().numTensors;
  send({parameters: model.countParams(), versions: {tfjs: tf.version_core}, compileMilliseconds});
  for await (const request of requests) {
    const {seconds} = JSON.parse(request) as Request;
    const {steps, seconds: elapsed} = await lap(step, seconds);
    const leaked = tf.memory().numTensors - tensors;
    if (leaked !== 0) throw new Error(`${leaked} tensors were leaked`);
    send({steps: steps * batches, seconds: elapsed, memory: process.resourceUsage().maxRSS / 1024});
  }
}

/** Takes steps until that much time has passed; at least one. */
export async function lap(
  step: () => Promise<unknown>,
  seconds: number,
): Promise<Pick<Answer, 'steps' | 'seconds'>> {
  const start = performance.now();
  for (let steps = 1; ; steps++) {
    await step();
    const elapsed = (performance.now() - start) / 1000;
    if (elapsed >= seconds) return {steps, seconds: elapsed};
  }
}
