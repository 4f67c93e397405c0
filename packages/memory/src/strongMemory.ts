import {requireObject, requireShape} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';

/** A memory in which each row has a strength: a row of strength 0 is absent. */
export interface StrongMemory {
  /** `[batch, rows, width]` */
  readonly memory: tf.Tensor3D;
  /** None negative, `[batch, rows]`. */
  readonly strengths: tf.Tensor2D;
}

/** Returns the shape of the memory if the strengths fit it; throws an `ArgumentError` otherwise. */
export function requireStrongMemory(contents: StrongMemory): [number, number, number] {
  const {memory, strengths} = requireObject('contents', contents, 'an object {memory, strengths}');
  requireShape('memory', memory, [null, null, null], '[batch, rows, width]');
  const [batch, rows, width] = memory.shape;
  requireShape('strengths', strengths, [batch, rows], '[batch, rows]');
  return [batch, rows, width];
}
