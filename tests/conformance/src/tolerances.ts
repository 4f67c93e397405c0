import type {Tolerance} from '@ntmjs/test-support/close';
import type {BackendName} from './host.js';

/**
 * How much two computations of the same value may differ on a backend. Small tensors are computed on the processor where webgl and
 * webgpu find them there, so that two ways are two machines: 1.6e-5 of the largest element apart, at most, after a few steps
 * of training. That is single precision, by SwiftShader; what textures of half precision come to was not measured.
 */
export const tolerances: Readonly<Record<BackendName, Tolerance>> = {
  cpu: {},
  wasm: {},
  webgl: {relative: 5e-5},
  webgpu: {relative: 5e-5},
};
