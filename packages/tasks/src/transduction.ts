import {type OptionArgs, type OptionDeclarations, requireInteger, resolveOptions} from '@ntmjs/arguments';
import {sequenceAccuracies} from './classMetrics.js';
import {episodeLimits} from './episodeLimits.js';
import {questionEpisodes} from './episodes.js';
import {bitMetrics} from './metrics.js';
import {grefenstette2015} from './papers.js';
import type {Task} from './task.js';
import {oneHot} from './vectors.js';

/** The answer to a source, by the value of the option `answer`. */
const ANSWERS = {
  copy: (source: readonly number[]) => source,
  reverse: (source: readonly number[]) => source.toReversed(),
  'flip-bigrams': (source: readonly number[]) => source.map((symbol, index) => source[index ^ 1] ?? symbol),
};

const transductionOptions = {
  answer: {
    type: 'choice',
    choices: ['copy', 'reverse', 'flip-bigrams'],
    default: 'reverse',
    description: 'the source as it is, reversed, or with the two symbols of each pair swapped',
  },
  symbols: {type: 'integer', min: 2, default: 8, description: 'size of the alphabet; 128 in the paper'},
  minLength: {
    type: 'integer',
    min: 1,
    default: 1,
    description: 'fewest symbols of a training source; 8 in the paper',
  },
  maxLength: {
    type: 'integer',
    min: 1,
    default: 10,
    description: 'most symbols of a training source; 64 in the paper',
  },
} as const satisfies OptionDeclarations;

/** Options of the transduction task. */
export type TransductionOptions = OptionArgs<typeof transductionOptions>;

/** What makes a transduction episode harder. */
export interface TransductionDifficulty {
  /** T, the number of symbols of the source, a positive integer. */
  readonly length: number;
}

/**
 * Transduction of sequences: a source of T symbols between a start and a separator; then, without any input, the answer and an
 * end.
 *
 *     step      0       1 … T     T+1          T+2 … 2T+1   2T+2
 *     input     start   source    separator    –            –
 *     target    –       –         –            answer       end
 *
 * The `answer` `copy` is the source, `reverse` the source backwards, `flip-bigrams` s_2 s_1 s_4 s_3 …, where the last of an odd
 * number of symbols stays (the paper's numbers are even). Each symbol of the source is drawn uniformly, and T uniformly from
 * `minLength` … `maxLength`, once a batch, unless the difficulty sets it. The paper feeds each symbol of the answer back to the
 * model; this task does not.
 *
 * Input channels 0 … symbols−1 carry the symbols, one-hot, followed by the start and the separator; output channels are the
 * symbols, then the end. As in the other tasks, each output is a logistic of its own; the prediction is the channel of the
 * largest logit.
 *
 * The metric `coarse` is 1 for a sequence that is correct with its end, else 0, `fine` the share of it that is correct before
 * the first mistake.
 *
 * @param options the answer, the size of the alphabet, and the training lengths
 * @returns the task, with inputs `[batch, 2T + 3, symbols + 2]` and targets `[batch, 2T + 3, symbols + 1]`
 * @throws ArgumentError if an option is unknown or out of its range, or `maxLength` is less than `minLength`
 * @see Grefenstette et al. 2015, section 4.1
 */
export function transductionTask(options: TransductionOptions = {}): Task<TransductionDifficulty> {
  const config = resolveOptions('transduction', options, transductionOptions);
  const {answer, symbols, minLength, maxLength} = config;
  requireInteger('transduction.maxLength', maxLength, {min: minLength});
  const requireSample = episodeLimits('transduction', config, {length: 'maxLength'}, (options) => ({
    steps: 2 * options.maxLength + 3,
    inputSize: options.symbols + 2,
    outputSize: options.symbols + 1,
  }));
  const names = Array.from({length: symbols}, (_, symbol) => `symbol ${symbol}`);
  const sizes = {inputSize: symbols + 2, outputSize: symbols + 1};
  const [start, separator] = [oneHot(symbols + 2, symbols), oneHot(symbols + 2, symbols + 1)];
  const end = oneHot(symbols + 1, symbols);
  const rowsOf = (sequence: readonly number[]) => sequence.map((symbol) => oneHot(symbols, symbol));
  return {
    name: 'transduction',
    title: 'Transduction',
    description:
      'Repeat a sequence of symbols after its end: as it was, reversed, or with neighbors swapped.',
    source: {...grefenstette2015, section: '4.1'},
    options: transductionOptions,
    config,
    trainingRange: {length: {min: minLength, max: maxLength}},
    evaluation: [10, 15, 20, 40].map((length) => ({length})),
    solved: {metric: 'bits', below: 0.1},
    inputChannels: [...names, 'start', 'separator'],
    outputChannels: [...names, 'end'],
    ...sizes,
    metrics: [...bitMetrics, ...sequenceAccuracies],
    sample(random, batch, difficulty = {}) {
      requireSample(random, batch, difficulty);
      const {length = random.integer(minLength, maxLength)} = difficulty;
      const questions = Array.from({length: batch}, () => {
        const source = Array.from({length}, () => random.integer(0, symbols - 1));
        return {
          inputs: [start, ...rowsOf(source), separator],
          answer: [...rowsOf(ANSWERS[answer](source)), end],
        };
      });
      return questionEpisodes(questions, sizes);
    },
  };
}
