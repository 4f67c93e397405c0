import * as tf from '@tensorflow/tfjs-core';
import {peekWeighting} from './peek.js';
import {pop} from './pop.js';
import {push} from './push.js';
import {type PushAndPop, requirePushAndPop} from './pushAndPop.js';
import {read} from './read.js';
import {requireStrongMemory, type StrongMemory} from './strongMemory.js';

/** What a step reads, and what it leaves. */
export interface ContinuousStep extends StrongMemory {
  /** r, `[batch, width]`. */
  readonly read: tf.Tensor2D;
  /** What r is of each row, `[batch, rows]`: see `peekWeighting`. */
  readonly readWeighting: tf.Tensor2D;
}

/**
 * A step of a stack that is pushed, popped and read as much as numbers say: it pops, then pushes, then reads its top.
 *
 *     s_t(i) = max(0, s_{t−1}(i) − max(0, u_t − Σ_{j newer than i} s_{t−1}(j)));   d_t for the new row
 *     r_t    = Σ_i min(s_t(i), max(0, 1 − Σ_{j newer than i} s_t(j))) V_t(i)
 *
 * The newest row is the first. In the paper the memory grows by a row a step; here it keeps its size, and the oldest row
 * falls off, so that a stack is as published for as many steps as it has rows, and for as long as nothing is needed that
 * lies farther back.
 *
 * @param contents V_{t−1} and s_{t−1}: `[batch, rows, width]`, and `[batch, rows]`, none negative
 * @param operation what is pushed, and how strong push and pop are
 * @returns r_t, `[batch, width]`, what it is of each row, `[batch, rows]`, and V_t and s_t in the shapes of those before
 * @throws ArgumentError if a shape does not fit
 * @see Grefenstette et al. 2015, section 3.1, equations 1 to 3
 */
export function continuousStack(contents: StrongMemory, operation: PushAndPop): ContinuousStep {
  requireStrongMemory(contents);
  requirePushAndPop('operation', operation, contents);
  return tf.tidy(() => {
    const strengths = pop(contents.strengths, operation.pop, 'first');
    const after = push({memory: contents.memory, strengths}, operation.value, operation.push, 'first');
    const readWeighting = peekWeighting(after.strengths, 'first');
    return {read: read(after.memory, readWeighting), readWeighting, ...after};
  });
}
