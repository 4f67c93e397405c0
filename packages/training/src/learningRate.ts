import {type OptionArgs, type OptionDeclarations, requireNumber, resolveOptions} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';

/** How the learning rate falls: linearly, then it stays. */
export const learningRateDecayOptions = {
  to: {type: 'number', above: 0, max: 1, description: 'the last learning rate, as a part of the first'},
  over: {type: 'integer', min: 1, description: 'sequences over which the learning rate falls'},
} as const satisfies OptionDeclarations;

/** A learning rate that falls linearly to `to` times itself over `over` sequences, and then stays. */
export type LearningRateDecay = OptionArgs<typeof learningRateDecayOptions>;

/** Checks the options of a decay. */
export function requireLearningRateDecay(
  decay: LearningRateDecay | undefined,
): LearningRateDecay | undefined {
  return decay === undefined
    ? undefined
    : resolveOptions('learningRateDecay', decay, learningRateDecayOptions);
}

/**
 * What the first learning rate is multiplied by after a number of sequences.
 *
 *     1 − (1 − to) · min(1, sequences / over)
 *
 * @returns from `to` to 1; 1 without a decay
 */
export function decayAfter(sequences: number, decay: LearningRateDecay | undefined): number {
  return decay === undefined ? 1 : 1 - (1 - decay.to) * Math.min(1, sequences / decay.over);
}

/** Optimizers of tfjs hide their learning rate; some have it a second time, as a tensor. */
interface Hidden {
  learningRate: number;
  setLearningRate?(rate: number): void;
}

/**
 * The learning rate of an optimizer.
 *
 * @throws ArgumentError if it has none
 */
export function learningRateOf(optimizer: tf.Optimizer): number {
  const {learningRate} = optimizer as unknown as Hidden;
  return requireNumber('optimizer.learningRate', learningRate, {above: 0});
}

/** Sets the learning rate of an optimizer. */
export function setLearningRate(optimizer: tf.Optimizer, rate: number): void {
  const hidden = optimizer as unknown as Hidden;
  if (hidden.learningRate === rate) return;
  if (hidden.setLearningRate === undefined) hidden.learningRate = rate;
  else hidden.setLearningRate(rate);
}
