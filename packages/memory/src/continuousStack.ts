import * as tf from '@tensorflow/tfjs-core';
import {peekWeighting} from './peek.js';
import {pop} from './pop.js';
import {push} from './push.js';
import {type PushAndPop, requirePushAndPop} from './pushAndPop.js';
import {read} from './read.js';
import {requireStrongMemory, type StrongMemory} from './strongMemory.js';

/** The read of a step, and the rows after it. */
export interface ContinuousStep extends StrongMemory {
  /** r, `[batch, width]`. */
  readonly read: tf.Tensor2D;
  /** The weighting of r, `[batch, rows]`: see `peekWeighting`. */
  readonly readWeighting: tf.Tensor2D;
}

/**
 * One step of a continuous stack: pops, then pushes, then reads the top.
 *
 *     s_t(i) = max(0, s_{t−1}(i) − max(0, u_t − Σ_{j newer than i} s_{t−1}(j)));   d_t for the new row
 *     r_t    = Σ_i min(s_t(i), max(0, 1 − Σ_{j newer than i} s_t(j))) V_t(i)
 *
 * The newest row is the first. The paper's memory grows by a row a step; this one has a fixed size and drops the oldest row,
 * so it equals the paper's for as many steps as it has rows, and beyond while no dropped row is needed.
 *
 * @param contents V_{t−1} and s_{t−1}: `[batch, rows, width]`, and `[batch, rows]`, none negative
 * @param operation the value to push, and the strengths of push and pop
 * @returns r_t, `[batch, width]`, its weighting, `[batch, rows]`, and V_t and s_t, of the same shapes as before
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
