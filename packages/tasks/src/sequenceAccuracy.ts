import {ArgumentError} from '@ntmjs/arguments';
import type {Episodes} from './episodes.js';
import type {Metric} from './metrics.js';
import {classOf, isRight} from './oneHotAnswers.js';

/** Of each sequence, the share of its answering steps that come before the first wrong answer, `[batch]`. */
const fine: Metric = (logits, episodes) => {
  const {batch, targets} = episodes;
  if (logits.length !== targets.length) {
    throw new ArgumentError('logits.length', `${targets.length}, one for each target`, logits.length);
  }
  return Array.from({length: batch}, (_, episode) => rightFromTheStart(logits, episodes, episode));
};

function rightFromTheStart(
  logits: ArrayLike<number>,
  {steps, outputSize, targets, mask}: Episodes,
  episode: number,
): number {
  let [asked, right] = [0, 0];
  for (let step = episode * steps; step < (episode + 1) * steps; step++) {
    if (mask[step] === 0) continue;
    const start = step * outputSize;
    if (right === asked && isRight(logits, start, outputSize, classOf(targets, start, outputSize)))
      right += 1;
    asked += 1;
  }
  return right / asked;
}

/**
 * How much of a sequence of symbols is told right. The targets are one-hot at answering steps; an answer is the symbol whose
 * logit is above all others.
 *
 *     fine   = symbols right before the first mistake / symbols
 *     coarse = 1 if all are right, else 0
 *
 * Either throws an `ArgumentError`, when it is called, if there is not a logit for each target.
 *
 * @see Grefenstette et al. 2015, section 4.1
 */
export const sequenceAccuracies = {
  coarse: (logits, episodes) => fine(logits, episodes).map((share) => (share === 1 ? 1 : 0)),
  fine,
} satisfies Record<string, Metric>;
