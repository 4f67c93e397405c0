import {ArgumentError} from '@ntmjs/arguments';
import type {Episodes} from './episodes.js';
import type {Metric} from './metrics.js';

/** The class of a one-hot row: that of its largest element. */
function classOf(targets: Float32Array, start: number, classes: number): number {
  return targets.subarray(start, start + classes).indexOf(1);
}

/** Whether the logit of the right class is above all others: not so where another is equal, or one is NaN. */
function isRight(logits: ArrayLike<number>, start: number, classes: number, right: number): boolean {
  for (let index = 0; index < classes; index++) {
    if (index !== right && !(logits[start + right]! > logits[start + index]!)) return false;
  }
  return true;
}

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
