import {ArgumentError} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {peekWeighting} from './peek.js';
import {pop} from './pop.js';
import {push} from './push.js';
import {type PushAndPop, requirePushAndPop} from './pushAndPop.js';
import {read} from './read.js';
import {requireStrongMemory, type StrongMemory} from './strongMemory.js';

/** The reads of a step at both ends, and the rows after it. */
export interface ContinuousDequeStep extends StrongMemory {
  /** r^top, `[batch, width]`. */
  readonly topRead: tf.Tensor2D;
  /** The weighting of r^top, `[batch, rows]`: see `peekWeighting`. */
  readonly topReadWeighting: tf.Tensor2D;
  /** r^bot, `[batch, width]`. */
  readonly bottomRead: tf.Tensor2D;
  /** The weighting of r^bot, `[batch, rows]`. */
  readonly bottomReadWeighting: tf.Tensor2D;
}

/**
 * One step of a continuous deque: pops at the top, then at the bottom, then pushes at both ends, then reads at both ends.
 *
 *     s^top(i)  = max(0, s_{t−1}(i) − max(0, u^top_t − Σ_{j above i} s_{t−1}(j)))
 *     s_t(i)    = max(0, s^top(i) − max(0, u^bot_t − Σ_{j below i} s^top(j)));   d^top_t and d^bot_t for the new rows
 *     r^top_t   = Σ_i min(s_t(i), max(0, 1 − Σ_{j above i} s_t(j))) V_t(i)
 *     r^bot_t   = Σ_i min(s_t(i), max(0, 1 − Σ_{j below i} s_t(j))) V_t(i)
 *
 * The first row is the top, the last the bottom, and what was pushed first is in the middle. The paper's memory grows by two
 * rows a step; this one has a fixed size and drops the two rows in the middle, so it equals the paper's for half as many steps as it has
 * rows.
 *
 * @param contents V_{t−1} and s_{t−1}: `[batch, rows, width]`, with an even number of rows, and `[batch, rows]`, none negative
 * @param top the operation at the top
 * @param bottom the operation at the bottom
 * @returns r^top_t and r^bot_t, `[batch, width]`, their weightings, `[batch, rows]`, and V_t and s_t, of the same shapes as before
 * @throws ArgumentError if a shape does not fit or the number of rows is odd
 * @see Grefenstette et al. 2015, section 3.3, equations 6 to 11
 */
export function continuousDeque(
  contents: StrongMemory,
  top: PushAndPop,
  bottom: PushAndPop,
): ContinuousDequeStep {
  const [, rows] = requireStrongMemory(contents);
  if (rows % 2 !== 0)
    throw new ArgumentError('memory', 'a tensor of an even number of rows', contents.memory);
  requirePushAndPop('top', top, contents);
  requirePushAndPop('bottom', bottom, contents);
  return tf.tidy(() => {
    const left = pop(pop(contents.strengths, top.pop, 'first'), bottom.pop, 'last');
    const [above, below] = halves({memory: contents.memory, strengths: left});
    const pushed = [
      push(above, top.value, top.push, 'first'),
      push(below, bottom.value, bottom.push, 'last'),
    ];
    const after = {
      memory: join(pushed.map((half) => half.memory)),
      strengths: join(pushed.map((half) => half.strengths)),
    };
    const topReadWeighting = peekWeighting(after.strengths, 'first');
    const topRead = read(after.memory, topReadWeighting);
    const bottomReadWeighting = peekWeighting(after.strengths, 'last');
    const bottomRead = read(after.memory, bottomReadWeighting);
    return {topRead, topReadWeighting, bottomRead, bottomReadWeighting, ...after};
  });
}

function join<T extends tf.Tensor>(halves: T[]): T {
  return tf.concat(halves, 1);
}

/** The first half of the rows, and the second. */
function halves({memory, strengths}: StrongMemory): [StrongMemory, StrongMemory] {
  const [above, below] = tf.split(memory, 2, 1) as [tf.Tensor3D, tf.Tensor3D];
  const [strengthsAbove, strengthsBelow] = tf.split(strengths, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  return [
    {memory: above, strengths: strengthsAbove},
    {memory: below, strengths: strengthsBelow},
  ];
}
