import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

tf.enableProdMode();

/** The backends that run in Node without a native addon. */
export const backends = ['wasm', 'cpu'] as const;
