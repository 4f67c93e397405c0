import {requirePositiveInteger} from '@ntmjs/arguments';
import type {Episodes} from './episodes.js';
import {type Metric, requireLogits} from './metrics.js';

/** The class of a one-hot row that begins at index `start`. */
export function classOf(targets: Float32Array, start: number, classes: number): number {
  return targets.subarray(start, start + classes).indexOf(1);
}

/** Whether the logit of a class is above all others; false at a tie or a NaN. */
export function isLargest(
  logits: ArrayLike<number>,
  start: number,
  classes: number,
  expected: number,
): boolean {
  for (let index = 0; index < classes; index++) {
    if (index !== expected && !(logits[start + expected]! > logits[start + index]!)) return false;
  }
  return true;
}

/** Of each answering step of an episode, in order, the class expected and whether it was predicted. */
function classAnswers(
  logits: ArrayLike<number>,
  {steps, outputSize: classes, targets, mask}: Episodes,
  episode: number,
): {expected: number; correct: boolean}[] {
  const all = Array.from({length: steps}, (_, step) => episode * steps + step);
  return all
    .filter((step) => mask[step] !== 0)
    .map((step) => {
      const expected = classOf(targets, step * classes, classes);
      return {expected, correct: isLargest(logits, step * classes, classes, expected)};
    });
}

/** A value for each episode, computed from its answers. */
function ofAnswers(
  evaluate: (answers: readonly {expected: number; correct: boolean}[]) => number,
): Metric['evaluate'] {
  return (logits, episodes) => {
    requireLogits(logits, episodes);
    return Array.from({length: episodes.batch}, (_, episode) =>
      evaluate(classAnswers(logits, episodes, episode)),
    );
  };
}

/** `1st`, `2nd`, `3rd`, `4th`, `11th`. */
function ordinal(number: number): string {
  const ending = Math.floor(number / 10) % 10 === 1 ? undefined : ['st', 'nd', 'rd'][(number % 10) - 1];
  return `${number}${ending ?? 'th'}`;
}

/**
 * The accuracy at the n-th presentation: the share of an episode's classes that are predicted at the n-th answering step
 * that expects them; NaN for an episode without such a step.
 *
 * Targets are one-hot at answering steps; the prediction is the class of the largest logit.
 *
 * @param presentation n, from 1
 * @see Santoro et al. 2016, section 4.1 and table 1
 */
export function presentationAccuracy(presentation: number): Metric {
  requirePositiveInteger('presentation', presentation);
  return {
    name: `accuracy${presentation}`,
    title: `accuracy ${ordinal(presentation)}`,
    meaning: `the share of an episode’s classes that are labeled correctly at their ${ordinal(presentation)} presentation`,
    unit: 'share',
    better: 'higher',
    evaluate: ofAnswers((answers) => {
      const seen = new Map<number, number>();
      const counted = answers.filter(({expected}) => {
        const count = (seen.get(expected) ?? 0) + 1;
        seen.set(expected, count);
        return count === presentation;
      });
      return counted.filter(({correct}) => correct).length / counted.length;
    }),
  };
}

/**
 * The share of the symbols of an answer that are predicted. Targets are one-hot at answering steps; the prediction is the class
 * of the largest logit.
 *
 * @see Delétang et al. 2023
 */
export const symbolAccuracy: Metric = {
  name: 'accuracy',
  title: 'accuracy',
  meaning: 'the share of the symbols of an answer that are correct',
  unit: 'share',
  better: 'higher',
  evaluate: ofAnswers((answers) => answers.filter(({correct}) => correct).length / answers.length),
};

/** Whether a sequence of classes is predicted correctly from beginning to end: 1 or 0. */
export const coarse: Metric = {
  name: 'coarse',
  title: 'coarse accuracy',
  meaning: 'the share of sequences that are correct from beginning to end',
  unit: 'share',
  better: 'higher',
  evaluate: ofAnswers((answers) => (answers.every(({correct}) => correct) ? 1 : 0)),
};

/**
 * How much of a sequence of classes is predicted correctly. Targets are one-hot at answering steps; the prediction is the
 * class of the largest logit.
 *
 *     fine   = classes predicted correctly before the first mistake / classes
 *     coarse = 1 if all are predicted correctly, else 0
 *
 * @see Grefenstette et al. 2015, section 4.1
 */
export const sequenceAccuracies: readonly Metric[] = [
  coarse,
  {
    name: 'fine',
    title: 'fine accuracy',
    meaning: 'the share of a sequence that is correct before the first mistake',
    unit: 'share',
    better: 'higher',
    evaluate: ofAnswers((answers) => {
      const mistake = answers.findIndex(({correct}) => !correct);
      return mistake < 0 ? 1 : mistake / answers.length;
    }),
  },
];
