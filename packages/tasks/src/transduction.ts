import {requireChoice, requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {bitsOfEachSequence, wrongBitsOfEachSequence} from './metrics.js';
import {questionEpisodes} from './questions.js';
import {sequenceAccuracies} from './sequenceAccuracy.js';
import type {Task} from './task.js';
import {oneHot} from './vectors.js';

const ANSWERS = {
  copy: (source) => source,
  reverse: (source) => source.toReversed(),
  'flip-bigrams': (source) => source.map((symbol, place) => source[place ^ 1] ?? symbol),
} satisfies Record<string, (source: readonly number[]) => readonly number[]>;

const answers = Object.keys(ANSWERS) as (keyof typeof ANSWERS)[];

/** Options of the transduction task. */
export interface TransductionOptions {
  /** What is to be made of the source: a `copy`, its `reverse`, or a copy with the two of each pair swapped; `reverse` by default. */
  readonly answer?: 'copy' | 'reverse' | 'flip-bigrams';
  /** How many symbols the alphabet has, at least 2; 8 by default, 128 in the paper. */
  readonly symbols?: number;
  /** Fewest symbols of a training source; 1 by default, 8 in the paper. */
  readonly minLength?: number;
  /** Most symbols of a training source, at least `minLength`; 10 by default, 64 in the paper. */
  readonly maxLength?: number;
}

/** What makes a transduction episode harder. */
export interface TransductionDifficulty {
  /** T, the number of symbols of the source, a positive integer. */
  readonly length: number;
}

/**
 * Transduction of sequences: a source of T symbols between a start and a separator; then, without any input, the target and
 * an end.
 *
 *     step      0       1 … T     T+1          T+2 … 2T+1   2T+2
 *     input     start   source    separator    –            –
 *     target    –       –         –            target       end
 *
 * With the `answer` `copy` the target is the source, with `reverse` the source backwards, with `flip-bigrams`
 * s_2 s_1 s_4 s_3 …, where the last of an odd number stays in its place (the paper's numbers are even). Each symbol of the
 * source is drawn uniformly, and T uniformly from `minLength` … `maxLength`, once a batch, unless the difficulty sets it. In the
 * paper the model is also shown each symbol of the target once it has told it; here nothing is.
 *
 * Input channels 0 … symbols−1 carry the symbols, one-hot, then come the start and the separator; output channels are the
 * symbols, then the end. The targets are trained like all others, by the cross-entropy of a logistic for each channel; an answer
 * is the channel with the largest logit.
 *
 * Besides `bits` and `wrongBits` it has the metrics `coarse`, 1 for a sequence that is told right with its end, else 0,
 * and `fine`, the share of it that is told right before the first mistake.
 *
 * @param options what the answer is, the size of the alphabet, and the training lengths
 * @returns the task, with inputs `[batch, 2T + 3, symbols + 2]` and targets `[batch, 2T + 3, symbols + 1]`
 * @throws ArgumentError if an option is unknown or not what it must be, or `maxLength` is less than `minLength`
 * @see Grefenstette et al. 2015, section 4.1
 */
export function transductionTask(options: TransductionOptions = {}): Task<TransductionDifficulty> {
  requireKeys('transduction', options, ['answer', 'symbols', 'minLength', 'maxLength']);
  const {answer = 'reverse', symbols = 8, minLength = 1, maxLength = 10} = options;
  requireChoice('transduction.answer', answer, answers);
  requireInteger('transduction.symbols', symbols, {min: 2});
  requirePositiveInteger('transduction.minLength', minLength);
  requirePositiveInteger('transduction.maxLength', maxLength);
  requireInteger('transduction.maxLength', maxLength, {min: minLength});
  const names = Array.from({length: symbols}, (_, symbol) => `symbol ${symbol}`);
  const sizes = {inputSize: symbols + 2, outputSize: symbols + 1};
  const [start, separator] = [oneHot(symbols + 2, symbols), oneHot(symbols + 2, symbols + 1)];
  const end = oneHot(symbols + 1, symbols);
  const rowsOf = (sequence: readonly number[]) => sequence.map((symbol) => oneHot(symbols, symbol));
  return {
    name: 'transduction',
    description:
      'Tell a sequence of symbols as it was, backwards, or with neighbours swapped, once all of it has been shown.',
    config: {answer, symbols, minLength, maxLength},
    trainingRange: {length: {min: minLength, max: maxLength}},
    inputChannels: [...names, 'start', 'separator'],
    outputChannels: [...names, 'end'],
    ...sizes,
    metrics: {bits: bitsOfEachSequence, wrongBits: wrongBitsOfEachSequence, ...sequenceAccuracies},
    sample(random, batch, difficulty = {}) {
      requirePositiveInteger('batch', batch);
      requireKeys('difficulty', difficulty, ['length']);
      const {length = random.integer(minLength, maxLength)} = difficulty;
      requirePositiveInteger('difficulty.length', length);
      const questions = Array.from({length: batch}, () => {
        const source = Array.from({length}, () => random.integer(0, symbols - 1));
        return {
          shown: [start, ...rowsOf(source), separator],
          answer: [...rowsOf(ANSWERS[answer](source)), end],
        };
      });
      return questionEpisodes(questions, sizes);
    },
  };
}
