import {ArgumentError, requireText} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Makes a backend the current one.
 *
 * @throws ArgumentError if it is not registered, which importing its package does
 * @throws Error if it does not start
 */
export async function startBackend(name: string): Promise<void> {
  requireText('backend', name);
  if (tf.findBackendFactory(name) == null) {
    throw new ArgumentError('backend', 'a registered backend of tfjs', name);
  }
  if (!(await tf.setBackend(name))) throw new Error(`the backend ${name} does not start on this machine`);
  await tf.ready();
}
