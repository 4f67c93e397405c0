import {blankEpisodes, type Episodes} from './episodes.js';

/** An episode in two parts: first all that is shown, then, without any input, the answer. */
export interface Question {
  /** A row of inputs for each step; channels that a row does not reach are 0. */
  readonly shown: readonly ArrayLike<number>[];
  /** A row of targets for each answering step. */
  readonly answer: readonly ArrayLike<number>[];
}

type Channels = Pick<Episodes, 'inputSize' | 'outputSize'>;

/**
 * The questions as a batch of episodes: each shows its rows one a step, and is answered at the steps that follow.
 *
 *     step      0 … shown−1    shown … shown+answer−1
 *     input     shown          –
 *     target    –              answer
 *
 * @param questions `[batch]`, at least one, all with as many rows shown and as many rows of answer
 * @param channels the numbers of channels
 * @returns episodes with inputs `[batch, shown + answer, inputSize]`
 */
export function questionEpisodes(questions: readonly Question[], channels: Channels): Episodes {
  return streamEpisodes(
    questions.map((question) => [question]),
    channels,
  );
}

/**
 * Streams of questions as a batch of episodes: a question comes when the one before it has been answered.
 *
 * @param streams `[batch]`, at least one, all of as many questions; those of one place in their streams have as many rows shown and as
 *   many rows of answer
 * @param channels the numbers of channels
 */
export function streamEpisodes(
  streams: readonly (readonly Question[])[],
  {inputSize, outputSize}: Channels,
): Episodes {
  const steps = streams[0]!.reduce((sum, {shown, answer}) => sum + shown.length + answer.length, 0);
  const episodes = blankEpisodes({batch: streams.length, steps, inputSize, outputSize});
  const {inputs, targets, mask} = episodes;
  let step = 0;
  for (const {shown, answer} of streams.flat()) {
    shown.forEach((row, place) => {
      inputs.set(row, (step + place) * inputSize);
    });
    const asked = step + shown.length;
    answer.forEach((row, place) => {
      targets.set(row, (asked + place) * outputSize);
    });
    step = asked + answer.length;
    mask.fill(1, asked, step);
  }
  return episodes;
}
