import {ArgumentError} from '@ntmjs/arguments';
import type {Episodes} from './episodes.js';
import type {Metric} from './metrics.js';
import {classOf, isRight} from './oneHotAnswers.js';

/** The share of an episode's classes that are told right the n-th time that they are shown. */
function accuracyOf(
  logits: ArrayLike<number>,
  {steps, outputSize: classes, targets, mask}: Episodes,
  episode: number,
  presentation: number,
): number {
  const shown = new Array<number>(classes).fill(0);
  let [asked, right] = [0, 0];
  for (let step = episode * steps; step < (episode + 1) * steps; step++) {
    if (mask[step] === 0) continue;
    const target = classOf(targets, step * classes, classes);
    shown[target]! += 1;
    if (shown[target] !== presentation) continue;
    asked += 1;
    if (isRight(logits, step * classes, classes, target)) right += 1;
  }
  return right / asked;
}

/**
 * How many of an episode's classes a model tells right the n-th time that each is shown, as a share, `[batch]`.
 *
 * The targets are one-hot at answering steps; an answer is the class whose logit is above all others.
 *
 * @param presentation n, from 1; NaN for an episode in which no class is shown that often
 * @throws ArgumentError, when it is called, if there is not a logit for each target
 * @see Santoro et al. 2016, section 4.1 and table 1
 */
export function presentationAccuracy(presentation: number): Metric {
  return (logits, episodes) => {
    if (logits.length !== episodes.targets.length) {
      throw new ArgumentError(
        'logits.length',
        `${episodes.targets.length}, one for each target`,
        logits.length,
      );
    }
    return Array.from({length: episodes.batch}, (_, episode) =>
      accuracyOf(logits, episodes, episode, presentation),
    );
  };
}
