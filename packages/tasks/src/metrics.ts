import {ArgumentError, requireChoice, requireList, requireObject, requireText} from '@ntmjs/arguments';
import {binaryCrossEntropy} from './crossEntropy.js';
import {type Episodes, requireEpisodes} from './episodes.js';

/** A measure of a model's answers. */
export interface Metric {
  /** The metric's name in code, on the command line and in saved results: `wrongBits`. */
  readonly name: string;
  /** The metric's name for readers, within a sentence: `wrong bits`. */
  readonly title: string;
  /** What a value of the metric is, for readers, as it follows the title and a colon. */
  readonly meaning: string;
  /** What values count: bits of information, mistakes, or a share from 0 to 1. */
  readonly unit: 'bits' | 'mistakes' | 'share';
  /** Which of two values is the better one. */
  readonly better: 'lower' | 'higher';

  /**
   * Measures each sequence of a batch.
   *
   * @param logits the outputs before the logistic, `[batch, steps, outputSize]`
   * @param episodes the episodes that the logits answer
   * @returns a number for each sequence, `[batch]`; NaN, but never for `bits` and `wrongBits`, means that the metric does not
   *   apply to a sequence, which means over sequences then skip
   */
  evaluate(logits: ArrayLike<number>, episodes: Episodes): number[];
}

/**
 * The metric of a name.
 *
 * @throws ArgumentError if there is none
 */
export function findMetric(metrics: readonly Metric[], name: string): Metric {
  requireList('metrics', metrics, 'a list of metrics');
  // From each index, since `map` passes over the holes of a list.
  const names = Array.from(metrics, (metric, index) => {
    requireObject(`metrics[${index}]`, metric, 'a metric');
    return requireText(`metrics[${index}].name`, metric.name);
  });
  return metrics[names.indexOf(requireChoice('metric', name, names))]!;
}

/** Cross-entropy of one target bit, in bits. */
function bitCost(logit: number, target: number): number {
  return binaryCrossEntropy(logit, target) / Math.LN2;
}

/** 0 if the logit is on the target's side of the threshold, above 0 for a 1 and at most 0 for a 0; else 1, also for NaN. */
function bitError(logit: number, target: number): number {
  const correct = target === 1 ? logit > 0 : logit <= 0;
  return correct ? 0 : 1;
}

/** Checks that there is a logit for each target of episodes. */
export function requireLogits(logits: ArrayLike<number>, episodes: Episodes): void {
  const {batch, steps, outputSize, targets} = requireEpisodes('episodes', episodes);
  if (typeof logits === 'object' && logits?.length === targets.length) return;
  const expected = `${targets.length} for [batch, steps, outputSize] = [${batch}, ${steps}, ${outputSize}]`;
  throw new ArgumentError('logits.length', expected, logits?.length);
}

/** Sums a cost of single bits over the target bits of each sequence on channels `first` … `end`−1, `[batch]`. */
function sumOverAnswers(
  logits: ArrayLike<number>,
  episodes: Episodes,
  cost: (logit: number, target: number) => number,
  {first = 0, end}: {readonly first?: number; readonly end?: number} = {},
): number[] {
  requireLogits(logits, episodes);
  const {batch, steps, outputSize, targets, mask} = episodes;
  const last = end ?? outputSize;
  const sums: number[] = [];
  for (let episode = 0; episode < batch; episode++) {
    let sum = 0;
    for (let step = episode * steps; step < (episode + 1) * steps; step++) {
      if (mask[step] === 0) continue;
      const row = step * outputSize;
      for (let index = row + first; index < row + last; index++) sum += cost(logits[index]!, targets[index]!);
    }
    sums.push(sum);
  }
  return sums;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The cross-entropy of each sequence in bits, summed over its target bits.
 *
 *     −Σ_t Σ_i  y_t,i log2 σ(z_t,i) + (1 − y_t,i) log2 (1 − σ(z_t,i)),   t over the answering steps
 *
 * Exact also for large and infinite logits, since the logistic σ is never computed.
 *
 * @param logits z, the outputs before the logistic, `[batch, steps, outputSize]`; only answering steps are read
 * @param episodes the episodes that the logits answer, with targets y
 * @returns bits ≥ 0, `[batch]`; NaN where a logit of an answering step is NaN
 * @throws ArgumentError if the length of an array does not match the episodes' sizes
 * @see Graves et al. 2014, section 4
 */
export function bitsOfEachSequence(logits: ArrayLike<number>, episodes: Episodes): number[] {
  return sumOverAnswers(logits, episodes, bitCost);
}

/**
 * Bits per sequence, the paper's cost: the mean of `bitsOfEachSequence`.
 *
 * @param logits z, the outputs before the logistic, `[batch, steps, outputSize]`; only answering steps are read
 * @param episodes the episodes that the logits answer
 * @returns bits ≥ 0, 1 for each target bit whose logit is 0; NaN if a logit of an answering step is NaN
 * @throws ArgumentError if the length of an array does not match the episodes' sizes
 * @see Graves et al. 2014, section 4
 */
export function bitsPerSequence(logits: ArrayLike<number>, episodes: Episodes): number {
  return mean(bitsOfEachSequence(logits, episodes));
}

/**
 * The number of target bits of each sequence that are predicted wrong: a logit above 0 predicts a 1, any other a 0.
 *
 * @param logits the outputs before the logistic, `[batch, steps, outputSize]`; only answering steps are read
 * @param episodes the episodes that the logits answer
 * @returns counts, `[batch]`; a NaN logit is always wrong
 * @throws ArgumentError if the length of an array does not match the episodes' sizes
 */
export function wrongBitsOfEachSequence(logits: ArrayLike<number>, episodes: Episodes): number[] {
  return sumOverAnswers(logits, episodes, bitError);
}

/**
 * Wrong bits per sequence: the mean of `wrongBitsOfEachSequence`.
 *
 * @param logits the outputs before the logistic, `[batch, steps, outputSize]`; only answering steps are read
 * @param episodes the episodes that the logits answer
 * @returns from 0 to the number of target bits of a sequence
 * @throws ArgumentError if the length of an array does not match the episodes' sizes
 */
export function wrongBitsPerSequence(logits: ArrayLike<number>, episodes: Episodes): number {
  return mean(wrongBitsOfEachSequence(logits, episodes));
}

/** The metrics that every task begins with. */
export const bitMetrics: readonly Metric[] = [
  {
    name: 'bits',
    title: 'bits',
    meaning: 'the cross-entropy in bits, summed over the target bits of a sequence',
    unit: 'bits',
    better: 'lower',
    evaluate: bitsOfEachSequence,
  },
  {
    name: 'wrongBits',
    title: 'wrong bits',
    meaning: 'the number of target bits of a sequence that are predicted wrong',
    unit: 'mistakes',
    better: 'lower',
    evaluate: wrongBitsOfEachSequence,
  },
];

/**
 * Splits the wrong bits of a task that answers with vectors and then an end marker on a channel of its own: those on the
 * vectors' channels, and those on the marker's, over all answering steps. They sum to `wrongBits`.
 *
 * @param vectorWidth the width of a vector, and so the index of the marker's channel
 */
export function endMarkerMetrics(vectorWidth: number): readonly Metric[] {
  return [
    {
      name: 'wrongVectorBits',
      title: 'wrong vector bits',
      meaning: 'the number of wrong bits on the channels of the vectors',
      unit: 'mistakes',
      better: 'lower',
      evaluate: (logits, episodes) => sumOverAnswers(logits, episodes, bitError, {end: vectorWidth}),
    },
    {
      name: 'wrongEndMarkers',
      title: 'wrong end markers',
      meaning: 'the number of wrong bits on the channel of the end marker, both missing and superfluous ones',
      unit: 'mistakes',
      better: 'lower',
      evaluate: (logits, episodes) =>
        sumOverAnswers(logits, episodes, bitError, {first: vectorWidth, end: vectorWidth + 1}),
    },
  ];
}
