import {requireKeys, requireNumber, requirePositiveInteger} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';

/** A learning rate that falls linearly, and then stays. */
export interface LearningRateDecay {
  /** What part of the first rate the last is, above 0 and at most 1. */
  readonly to: number;
  /** After how many sequences the rate is there. */
  readonly over: number;
}

/** Checks a decay, if there is one. */
export function requireLearningRateDecay(
  decay: LearningRateDecay | undefined,
): LearningRateDecay | undefined {
  if (decay === undefined) return undefined;
  requireKeys('learningRateDecay', decay, ['to', 'over']);
  requireNumber('learningRateDecay.to', decay.to, {above: 0, max: 1});
  requirePositiveInteger('learningRateDecay.over', decay.over);
  return decay;
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

/** tfjs' optimisers have a learning rate, but hide it; some keep it a second time, as a tensor. */
interface Hidden {
  learningRate: number;
  setLearningRate?(rate: number): void;
}

/**
 * The learning rate of an optimiser.
 *
 * @throws ArgumentError if it has none
 */
export function learningRateOf(optimizer: tf.Optimizer): number {
  const {learningRate} = optimizer as unknown as Hidden;
  return requireNumber('optimizer.learningRate', learningRate, {above: 0});
}

/** Has an optimiser go on with another learning rate. */
export function setLearningRate(optimizer: tf.Optimizer, rate: number): void {
  const hidden = optimizer as unknown as Hidden;
  if (hidden.learningRate === rate) return;
  if (hidden.setLearningRate === undefined) hidden.learningRate = rate;
  else hidden.setLearningRate(rate);
}
