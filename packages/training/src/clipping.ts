import {type OptionDeclarations, requireNumber, requireObject, resolveOptions} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {requireTensors} from './tfjsObjects.js';

/** How gradients are clipped. */
export const clipOptions = {
  elementwise: {
    ...{type: 'number', above: 0, optional: true},
    description: 'keeps each element of the gradients within ± this',
  },
  globalNorm: {
    ...{type: 'number', above: 0, optional: true},
    description: 'scales the gradients down to at most this global norm, before elementwise clipping',
  },
} as const satisfies OptionDeclarations;

/** How gradients are clipped before they reach the optimizer; no clipping by default. */
export interface ClipArgs {
  /** Each gradient element is kept within ± this. */
  readonly elementwise?: number | undefined;
  /** The gradient as a whole is scaled down to this norm if it is longer; comes before elementwise clipping. */
  readonly globalNorm?: number | undefined;
}

/**
 * The norm of all gradients as one vector.
 *
 *     √(Σ g²)
 *
 * @returns a scalar
 * @throws ArgumentError unless it is a list of at least one tensor
 */
export function globalNorm(gradients: readonly tf.Tensor[]): tf.Scalar {
  requireTensors('gradients', gradients);
  return tf.tidy(
    () => tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient))))) as tf.Scalar,
  );
}

/**
 * Scales the gradients so that their global norm is at most `limit`: g ← g · min(1, limit / √(Σ g²)).
 *
 * @param limit above 0
 * @returns new tensors of the same shapes
 * @throws ArgumentError unless there is at least one tensor, and the limit is above 0
 */
export function clipGlobalNorm(gradients: readonly tf.Tensor[], limit: number): tf.Tensor[] {
  requireTensors('gradients', gradients);
  requireNumber('limit', limit, {above: 0});
  return tf.tidy(() => {
    const scale = tf.div(limit, tf.maximum(globalNorm(gradients), limit));
    return gradients.map((gradient) => tf.mul(gradient, scale));
  });
}

/**
 * Bounds each element of the gradients: g ← max(−limit, min(limit, g)).
 *
 * @param limit above 0
 * @returns new tensors of the same shapes
 * @throws ArgumentError unless there is at least one tensor, and the limit is above 0
 */
export function clipElementwise(gradients: readonly tf.Tensor[], limit: number): tf.Tensor[] {
  requireTensors('gradients', gradients);
  requireNumber('limit', limit, {above: 0});
  return tf.tidy(() => gradients.map((gradient) => tf.clipByValue(gradient, -limit, limit)));
}

/** Checks the options of clipping. */
export function requireClipArgs(clip: ClipArgs): ClipArgs {
  return resolveOptions('clip', clip, clipOptions);
}

/**
 * Clips gradients by name; returns new tensors.
 *
 * @throws ArgumentError if a gradient is no tensor, or an option unknown or out of its range
 */
export function clipGradients(gradients: tf.NamedTensorMap, clip: ClipArgs): tf.NamedTensorMap {
  requireClipArgs(clip);
  requireTensors('gradients', Object.values(requireObject('gradients', gradients, 'an object of tensors')));
  return tf.tidy(() => {
    let tensors = Object.values(gradients);
    if (clip.globalNorm !== undefined) tensors = clipGlobalNorm(tensors, clip.globalNorm);
    if (clip.elementwise !== undefined) tensors = clipElementwise(tensors, clip.elementwise);
    return Object.fromEntries(Object.keys(gradients).map((name, index) => [name, tf.clone(tensors[index]!)]));
  });
}
