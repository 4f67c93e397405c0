import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import {startBackend} from '@ntmjs/report/runs';
import * as tf from '@tensorflow/tfjs-core';

/** Starts a backend as the command does. */
export async function start(name: 'cpu' | 'wasm'): Promise<void> {
  tf.enableProdMode();
  await startBackend(name);
}
