import {blankEpisodes, type Episodes} from './episodes.js';

/** An episode in two parts: first all that is shown, then, without any input, the answer. */
export interface Question {
  /** A row of inputs for each step; channels that a row does not reach are 0. */
  readonly shown: readonly ArrayLike<number>[];
  /** A row of targets for each answering step. */
  readonly answer: readonly ArrayLike<number>[];
}

/**
 * The questions as a batch of episodes: each shows its rows one a step, and is answered at the steps that follow.
 *
 *     step      0 … shown−1    shown … shown+answer−1
 *     input     shown          –
 *     target    –              answer
 *
 * @param questions `[batch]`, at least one, all with as many rows shown and as many rows of answer
 * @param sizes the numbers of channels
 * @returns episodes with inputs `[batch, shown + answer, inputSize]`
 */
export function questionEpisodes(
  questions: readonly Question[],
  {inputSize, outputSize}: Pick<Episodes, 'inputSize' | 'outputSize'>,
): Episodes {
  const [{shown, answer}] = questions as readonly [Question];
  const steps = shown.length + answer.length;
  const episodes = blankEpisodes({batch: questions.length, steps, inputSize, outputSize});
  const {inputs, targets, mask} = episodes;
  questions.forEach((question, episode) => {
    const first = episode * steps;
    question.shown.forEach((row, step) => {
      inputs.set(row, (first + step) * inputSize);
    });
    const asked = first + shown.length;
    question.answer.forEach((row, step) => {
      targets.set(row, (asked + step) * outputSize);
    });
    mask.fill(1, asked, first + steps);
  });
  return episodes;
}
