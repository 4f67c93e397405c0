import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import {requireChoice} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/** The backends that run in Node without a native addon. */
export const backends = ['wasm', 'cpu'] as const;

/**
 * Makes a backend the current one.
 *
 * @throws ArgumentError if it is not one of `backends`
 * @throws Error if it does not start
 */
export async function startBackend(name: string): Promise<void> {
  requireChoice('backend', name, backends);
  tf.enableProdMode();
  if (!(await tf.setBackend(name))) throw new Error(`the backend ${name} does not start on this machine`);
  await tf.ready();
}
