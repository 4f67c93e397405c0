import {
  requireChoice,
  requireInteger,
  requireKeys,
  requireNumber,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';
import type {Layout, Parts} from './layout.js';

/** The activation of keys and add vectors: none, or tanh. */
export type VectorActivation = 'linear' | 'tanh';

/** The arguments of a head. */
export interface HeadArgs {
  /** M, the width of a memory row. */
  readonly width: number;
  /** R, the largest shift: a head can move by −R … +R rows a step. */
  readonly shiftRange: number;
  /** The activation of the key and of the add vector. Defaults to `linear`. */
  readonly activation?: VectorActivation | undefined;
  /** Bounds the gradient that flows back into the previous weighting (`clipWeightingGradient`). Defaults to no bound. */
  readonly weightingClip?: number | undefined;
}

/** Where a head attends in a step, and its activated parameters. */
export interface HeadAttention<Name extends string = string> {
  /** The weighting, `[batch, rows]`. */
  readonly weighting: tf.Tensor2D;
  /**
   * The trace, by name: the activated parameters, `[batch, size]` each, and the stages of the weighting, `[batch, rows]` each. A
   * linear key or add vector is the part itself.
   */
  readonly values: Readonly<Record<Name, tf.Tensor2D>>;
}

/** The result of a step of a head. */
export interface HeadStep extends HeadAttention {
  /** The memory after the step, `[batch, rows, width]`; unchanged by a read head. */
  readonly memory: tf.Tensor3D;
  /** The read vector of a read head, `[batch, width]`. */
  readonly read?: tf.Tensor2D;
}

/**
 * A head reads or writes the memory with its part of the interface vector. It is a pure function, without weights or state of its own.
 */
export interface Head<L extends Layout = Layout> {
  readonly kind: 'read' | 'write';
  /** The parts of its interface, by name and in order. */
  readonly layout: L;
  /**
   * Where it attends, without reading or writing: for heads that act at once.
   *
   * @param parts its interface before activation, `[batch, size]` each
   * @param memory `[batch, rows, width]`
   * @param previousWeighting its weighting in the previous step, `[batch, rows]`
   */
  attend(
    parts: Parts<L>,
    memory: tf.Tensor3D,
    previousWeighting: tf.Tensor2D,
  ): HeadAttention<Extract<keyof L, string>>;
  /**
   * Attends, and reads or writes.
   *
   * @param parts its interface before activation, `[batch, size]` each
   * @param memory `[batch, rows, width]`
   * @param previousWeighting its weighting in the previous step, `[batch, rows]`
   */
  step(parts: Parts<L>, memory: tf.Tensor3D, previousWeighting: tf.Tensor2D): HeadStep;
}

/** Validates a head's arguments and fills in defaults. */
export function resolveHeadArgs(args: HeadArgs) {
  requireKeys('head', args, ['width', 'shiftRange', 'activation', 'weightingClip']);
  const {width, shiftRange, activation = 'linear', weightingClip} = args;
  requirePositiveInteger('width', width);
  requireInteger('shiftRange', shiftRange, {min: 0});
  requireActivation(activation);
  if (weightingClip !== undefined) requireNumber('weightingClip', weightingClip, {above: 0});
  return {width, shiftRange, activation, weightingClip};
}

/** Checks the activation of keys and add vectors. */
export function requireActivation(activation: VectorActivation): VectorActivation {
  return requireChoice('activation', activation, ['linear', 'tanh']);
}
