import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-layers'; // registers the gradients
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect} from 'vitest';

/** The backends that run wherever Node does. */
const backends = ['cpu', 'wasm'] as const;

export type Backend = (typeof backends)[number];

/** Makes a backend the current one before the tests of the surrounding `describe`, or of the file. */
export function useBackend(backend: Backend): void {
  beforeAll(async () => {
    expect(await tf.setBackend(backend), `the backend ${backend} starts`).toBe(true);
    await tf.ready();
  });
}

/**
 * Defines the same tests once for each backend, under a `describe` that names it.
 *
 * @param define defines the tests; tensors are made inside of them, when the backend is running
 */
export function describeOnBackends(name: string, define: (backend: Backend) => void): void {
  describe.each(backends)(`${name} on %s`, (backend) => {
    useBackend(backend);
    define(backend);
  });
}
