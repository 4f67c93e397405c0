import {requireObject, requireShape} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';
import type {StrongMemory} from './strongMemory.js';

/** The operation at one end of a memory in one step. */
export interface PushAndPop {
  /** v, the value to push, `[batch, width]`. */
  readonly value: tf.Tensor2D;
  /** d, the strength of the push, in (0, 1), `[batch, 1]`. */
  readonly push: tf.Tensor2D;
  /** u, the strength of the pop before it, in (0, 1), `[batch, 1]`. */
  readonly pop: tf.Tensor2D;
}

/** Throws an `ArgumentError` unless the parts of an operation fit a memory. */
export function requirePushAndPop(argument: string, operation: PushAndPop, {memory}: StrongMemory): void {
  const {value, push, pop} = requireObject(argument, operation, 'an object {value, push, pop}');
  const [batch, , width] = memory.shape;
  requireShape(`${argument}.value`, value, [batch, width], '[batch, width]');
  requireShape(`${argument}.push`, push, [batch, 1], '[batch, 1]');
  requireShape(`${argument}.pop`, pop, [batch, 1], '[batch, 1]');
}
