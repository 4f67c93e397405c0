import type {Tolerance} from '@ntmjs/testing/close';
import type {BackendName} from './host.js';

/** How far two ways to compute the same may be apart on a backend. */
export const tolerances: Readonly<Record<BackendName, Tolerance>> = {
  cpu: {},
  wasm: {},
  webgl: {},
  webgpu: {},
};
