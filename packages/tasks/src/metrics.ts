import {ArgumentError} from '@ntmjs/arguments';
import {binaryCrossEntropy} from './crossEntropy.js';
import type {Episodes} from './episodes.js';

/**
 * A number for each sequence of a batch, `[batch]`, from the logits that answer it, `[batch, steps, outputSize]`; a metric other than
 * `bits` and `wrongBits` may tell nothing of a sequence: NaN, which means leave out.
 */
export type Metric = (logits: ArrayLike<number>, episodes: Episodes) => number[];

/** A task's metrics by name: the paper's cost, the wrong bits, and those that only this task has. */
export interface TaskMetrics {
  /** Cross-entropy in bits, summed over the target bits: `bitsOfEachSequence`. */
  readonly bits: Metric;
  /** Target bits predicted wrong: `wrongBitsOfEachSequence`. */
  readonly wrongBits: Metric;
  readonly [name: string]: Metric;
}

/** Cross-entropy of one target bit, in bits. */
function bitCost(logit: number, target: number): number {
  return binaryCrossEntropy(logit, target) / Math.LN2;
}

/** 1 unless the logit is on the target's side of the threshold: above 0 for a 1, at most 0 for a 0. NaN is on neither. */
function bitError(logit: number, target: number): number {
  const right = target === 1 ? logit > 0 : logit <= 0;
  return right ? 0 : 1;
}

function requireLength(argument: string, values: ArrayLike<number>, sizes: number[], meaning: string): void {
  const length = sizes.reduce((product, size) => product * size, 1);
  if (values?.length === length) return;
  const expected = `${length} for ${meaning} = [${sizes.join(', ')}]`;
  throw new ArgumentError(`${argument}.length`, expected, values?.length);
}

function requireLengths(
  logits: ArrayLike<number>,
  {batch, steps, outputSize, targets, mask}: Episodes,
): void {
  requireLength('logits', logits, [batch, steps, outputSize], '[batch, steps, outputSize]');
  requireLength('episodes.targets', targets, [batch, steps, outputSize], '[batch, steps, outputSize]');
  requireLength('episodes.mask', mask, [batch, steps], '[batch, steps]');
}

/** A cost of single bits summed over the target bits of each sequence on channels `first` … `end`−1, `[batch]`. */
function sumOverAnswers(
  logits: ArrayLike<number>,
  episodes: Episodes,
  cost: (logit: number, target: number) => number,
  first = 0,
  end = episodes.outputSize,
): number[] {
  requireLengths(logits, episodes);
  const {batch, steps, outputSize, targets, mask} = episodes;
  const sums = new Array<number>(batch).fill(0);
  for (let step = 0; step < batch * steps; step++) {
    if (mask[step] === 0) continue;
    const episode = Math.floor(step / steps);
    for (let index = step * outputSize + first; index < step * outputSize + end; index++) {
      sums[episode]! += cost(logits[index]!, targets[index]!);
    }
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
 * Exact at large logits, infinite ones included: the logistic σ is never formed.
 *
 * @param logits z, `[batch, steps, outputSize]`: the outputs before the logistic; those of other steps are not read
 * @param episodes the episodes that the logits answer, with targets y
 * @returns bits ≥ 0, `[batch]`; NaN where a logit of an answering step is NaN
 * @throws ArgumentError if the lengths of the arrays do not fit the episodes' sizes
 * @see Graves et al. 2014, section 4
 */
export function bitsOfEachSequence(logits: ArrayLike<number>, episodes: Episodes): number[] {
  return sumOverAnswers(logits, episodes, bitCost);
}

/**
 * Bits per sequence, the paper's cost: the mean of `bitsOfEachSequence`.
 *
 * @param logits z, `[batch, steps, outputSize]`: the outputs before the logistic; those of other steps are not read
 * @param episodes the episodes that the logits answer
 * @returns bits ≥ 0, 1 for each target bit that is guessed with logit 0; NaN if a logit of an answering step is NaN
 * @throws ArgumentError if the lengths of the arrays do not fit the episodes' sizes
 * @see Graves et al. 2014, section 4
 */
export function bitsPerSequence(logits: ArrayLike<number>, episodes: Episodes): number {
  return mean(bitsOfEachSequence(logits, episodes));
}

/**
 * How many target bits of each sequence are predicted wrong, where a logit above 0 predicts a 1 and any other a 0.
 *
 * @param logits `[batch, steps, outputSize]`: the outputs before the logistic; those of other steps are not read
 * @param episodes the episodes that the logits answer
 * @returns counts, `[batch]`; a logit that is NaN is wrong whatever its target
 * @throws ArgumentError if the lengths of the arrays do not fit the episodes' sizes
 */
export function wrongBitsOfEachSequence(logits: ArrayLike<number>, episodes: Episodes): number[] {
  return sumOverAnswers(logits, episodes, bitError);
}

/**
 * Wrong bits per sequence: the mean of `wrongBitsOfEachSequence`.
 *
 * @param logits `[batch, steps, outputSize]`: the outputs before the logistic; those of other steps are not read
 * @param episodes the episodes that the logits answer
 * @returns from 0 to the number of target bits of a sequence
 * @throws ArgumentError if the lengths of the arrays do not fit the episodes' sizes
 */
export function wrongBitsPerSequence(logits: ArrayLike<number>, episodes: Episodes): number {
  return mean(wrongBitsOfEachSequence(logits, episodes));
}

/**
 * The wrong bits of a task that answers with vectors and then a marker on a channel of its own, apart: those of the
 * vectors' channels, and those of the marker's, over all answering steps. Their sum is `wrongBitsOfEachSequence`.
 *
 * @param bits the width of a vector, which is also the marker's channel
 */
export function endMarkerMetrics(bits: number) {
  return {
    wrongVectorBits: (logits, episodes) => sumOverAnswers(logits, episodes, bitError, 0, bits),
    wrongEndMarkers: (logits, episodes) => sumOverAnswers(logits, episodes, bitError, bits, bits + 1),
  } satisfies Record<string, Metric>;
}
