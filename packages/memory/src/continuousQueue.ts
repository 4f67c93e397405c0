import * as tf from '@tensorflow/tfjs-core';
import type {ContinuousStep} from './continuousStack.js';
import {peekWeighting} from './peek.js';
import {pop} from './pop.js';
import {push} from './push.js';
import {type PushAndPop, requirePushAndPop} from './pushAndPop.js';
import {read} from './read.js';
import {requireStrongMemory, type StrongMemory} from './strongMemory.js';

/**
 * A step of a queue that is pushed, popped and read as much as numbers say: it pops its oldest rows, then pushes, then reads
 * the oldest that are left.
 *
 *     s_t(i) = max(0, s_{t−1}(i) − max(0, u_t − Σ_{j older than i} s_{t−1}(j)));   d_t for the new row
 *     r_t    = Σ_i min(s_t(i), max(0, 1 − Σ_{j older than i} s_t(j))) V_t(i)
 *
 * The newest row is the first. In the paper the memory grows by a row a step; here it keeps its size, and the oldest row
 * falls off: a queue is as published for as many steps as it has rows, and after that loses what has waited so long.
 *
 * @param contents V_{t−1} and s_{t−1}: `[batch, rows, width]`, and `[batch, rows]`, none negative
 * @param operation what is pushed, and how strong push and pop are
 * @returns r_t, `[batch, width]`, what it is of each row, `[batch, rows]`, and V_t and s_t in the shapes of those before
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
