import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import {setWasmPaths} from '@tensorflow/tfjs-backend-wasm';
import wasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import wasmThreaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // has the flag below
import type {BackendName} from '../host.js';

setWasmPaths({
  'tfjs-backend-wasm.wasm': wasm,
  'tfjs-backend-wasm-simd.wasm': wasmSimd,
  'tfjs-backend-wasm-threaded-simd.wasm': wasmThreaded,
});

// tfjs remembers the layers of the last models that ran, a hundred by default. The suite does not dispose all of
// its models, each with a compiled layer or two, and a page has room for about as many programs.
tf.env().set('TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES', 4);

/**
 * Makes a backend the current one.
 *
 * @throws if it does not start here
 */
export async function startBackend(backend: BackendName): Promise<void> {
  const started = await tf.setBackend(backend);
  if (!started || tf.getBackend() !== backend) throw new Error(`the backend ${backend} does not start here`);
  await tf.ready();
}
