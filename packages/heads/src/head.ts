import {requireChoice, requireInteger, requireNumber, requirePositiveInteger} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';
import type {Layout, Parts} from './layout.js';

/** What becomes of a key and of what is added: taken as they come, or kept within (−1, 1). */
export type VectorActivation = 'linear' | 'tanh';

/** What a head must know of the memory that it works on, and how it reads its interface. */
export interface HeadArgs {
  /** M, the width of a memory row. */
  readonly width: number;
  /** R, the largest shift: a head can move by −R … +R rows a step. */
  readonly shiftRange: number;
  /** The activation of the key and of the add vector; linear unless said otherwise. */
  readonly activation?: VectorActivation | undefined;
  /** The largest gradient that flows back into the previous weighting (`clipWeightingGradient`); none unless given. */
  readonly weightingClip?: number | undefined;
}

/** What a head leaves behind after a step. */
export interface HeadStep {
  /** Where it attended, `[batch, rows]`. */
  readonly weighting: tf.Tensor2D;
  /** The memory, `[batch, rows, width]`: as it was, unless the head writes. */
  readonly memory: tf.Tensor3D;
  /** What it read, `[batch, width]`, if it reads. */
  readonly read?: tf.Tensor2D;
  /**
   * How that came to be, by name: its interface within its ranges, `[batch, size]` each, and the weightings on the way,
   * `[batch, rows]` each. A linear key and a linear add vector are the parts themselves.
   */
  readonly values: Readonly<Record<string, tf.Tensor2D>>;
}

/**
 * A head: it takes its part of what the controller emits, and works on the memory with it. It holds no weights and no
 * state; both come in and go out.
 */
export interface Head<L extends Layout = Layout> {
  readonly kind: 'read' | 'write';
  /** What it needs from the controller, by name and in order. */
  readonly layout: L;
  /**
   * @param parts its interface before any activation, `[batch, size]` each
   * @param memory `[batch, rows, width]`
   * @param previousWeighting where it attended the step before, `[batch, rows]`
   */
  step(parts: Parts<L>, memory: tf.Tensor3D, previousWeighting: tf.Tensor2D): HeadStep;
}

/** Checks a head's arguments and fills in what was left out. */
export function resolveHeadArgs(args: HeadArgs) {
  const {width, shiftRange, activation = 'linear', weightingClip} = args;
  requirePositiveInteger('width', width);
  requireInteger('shiftRange', shiftRange, {min: 0});
  requireChoice('activation', activation, ['linear', 'tanh']);
  if (weightingClip !== undefined) requireNumber('weightingClip', weightingClip, {above: 0});
  return {width, shiftRange, activation, weightingClip};
}
