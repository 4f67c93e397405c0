import * as tf from '@tensorflow/tfjs-core';
import type {ContinuousStep} from './continuousStack.js';
import {peekWeighting} from './peek.js';
import {pop} from './pop.js';
import {push} from './push.js';
import {type PushAndPop, requirePushAndPop} from './pushAndPop.js';
import {read} from './read.js';
import {requireStrongMemory, type StrongMemory} from './strongMemory.js';

/**
 * One step of a continuous queue: pops the oldest rows, pushes a new one, then reads the oldest.
 *
 *     s_t(i) = max(0, s_{t−1}(i) − max(0, u_t − Σ_{j older than i} s_{t−1}(j)));   d_t for the new row
 *     r_t    = Σ_i min(s_t(i), max(0, 1 − Σ_{j older than i} s_t(j))) V_t(i)
 *
 * The newest row is the first. The paper's memory grows by a row a step; this one has a fixed size and drops the oldest row,
 * so it equals the paper's for as many steps as it has rows.
 *
 * @param contents V_{t−1} and s_{t−1}: `[batch, rows, width]`, and `[batch, rows]`, none negative
 * @param operation the value to push, and the strengths of push and pop
 * @returns r_t, `[batch, width]`, its weighting, `[batch, rows]`, and V_t and s_t, of the same shapes as before
 * @throws ArgumentError if a shape does not fit
 * @see Grefenstette et al. 2015, section 3.2, equations 4 and 5
 */
export function continuousQueue(contents: StrongMemory, operation: PushAndPop): ContinuousStep {
  requireStrongMemory(contents);
  requirePushAndPop('operation', operation, contents);
  return tf.tidy(() => {
    const strengths = pop(contents.strengths, operation.pop, 'last');
    const after = push({memory: contents.memory, strengths}, operation.value, operation.push, 'first');
    const readWeighting = peekWeighting(after.strengths, 'last');
    return {read: read(after.memory, readWeighting), readWeighting, ...after};
  });
}
