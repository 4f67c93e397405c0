import {type OptionArgs, type OptionDeclarations, requireInteger, resolveOptions} from '@ntmjs/arguments';
import {episodeLimits} from './episodeLimits.js';
import {questionEpisodes} from './episodes.js';
import {bitMetrics, endMarkerMetrics} from './metrics.js';
import {graves2014} from './papers.js';
import type {Range, Task} from './task.js';
import {drawVectors, oneHot, vectorChannels} from './vectors.js';

const repeatCopyOptions = {
  vectorWidth: {type: 'integer', min: 1, default: 6, description: 'width of a vector'},
  minLength: {type: 'integer', min: 1, default: 1, description: 'fewest vectors of a training episode'},
  maxLength: {type: 'integer', min: 1, default: 10, description: 'most vectors of a training episode'},
  minRepeats: {type: 'integer', min: 1, default: 1, description: 'fewest copies in a training episode'},
  maxRepeats: {type: 'integer', min: 1, default: 10, description: 'most copies in a training episode'},
  delimiter: {
    type: 'boolean',
    default: true,
    description: 'a marker on its own channel accompanies the number of copies',
  },
} as const satisfies OptionDeclarations;

/** Options of the repeat copy task. */
export type RepeatCopyOptions = OptionArgs<typeof repeatCopyOptions>;

/** What makes a repeat copy episode harder. */
export interface RepeatCopyDifficulty {
  /** T, the number of vectors to copy, a positive integer. */
  readonly length: number;
  /** n, the number of copies, a positive integer. */
  readonly repeats: number;
}

/** A count with the mean of its range subtracted, divided by the standard deviation unless that is 0. */
function normalized(count: number, {min, max}: Range): number {
  const mean = (min + max) / 2;
  const variance = ((max - min + 1) ** 2 - 1) / 12;
  return (count - mean) / (Math.sqrt(variance) || 1);
}

/**
 * The repeat copy task: T random vectors of width W, then the number n of copies; then, without any input, the T vectors n
 * times over and an end marker as the answer.
 *
 *     step      0 … T−1    T                 T+1 … T+nT          T+nT+1
 *     input     vectors    delimiter, n      –                   –
 *     target    –          –                 vectors, n times    end marker
 *
 * Channels 0 … W−1 carry the vectors, input channel W the delimiter, and the last input channel the count,
 *
 *     (n − μ) / σ,   μ = (minRepeats + maxRepeats)/2,   σ² = ((maxRepeats − minRepeats + 1)² − 1)/12,
 *
 * which has mean 0 and variance 1 in training (σ = 1 where both ends are equal), and extends linearly beyond that range.
 * Without `delimiter` the count stands alone: it is nearly 0 for an n near μ, and then hides the end of the vectors. Output
 * channel W is 1 at the end marker's step, where the others are 0, and 0 elsewhere. T and n are drawn uniformly from
 * `minLength` … `maxLength` and `minRepeats` … `maxRepeats`, once a batch, unless the difficulty sets them.
 *
 * The metrics `wrongVectorBits` and `wrongEndMarkers` sum to `wrongBits`. The defaults are the paper's ranges, with vectors
 * of 6 bits and a delimiter: its numbers of parameters imply 8 inputs and 7 outputs.
 *
 * @param options width W of the vectors, the training ranges, and whether there is a delimiter
 * @returns the task, with inputs `[batch, T + nT + 2, W + 2]` (`W + 1` without delimiter) and targets
 *   `[batch, T + nT + 2, W + 1]`
 * @throws ArgumentError if an option is unknown or out of its range, or a maximum is less than its minimum
 * @see Graves et al. 2014, section 4.2
 */
export function repeatCopyTask(options: RepeatCopyOptions = {}): Task<RepeatCopyDifficulty> {
  const config = resolveOptions('repeat-copy', options, repeatCopyOptions);
  const {vectorWidth, minLength, maxLength, minRepeats, maxRepeats, delimiter} = config;
  requireInteger('repeat-copy.maxLength', maxLength, {min: minLength});
  requireInteger('repeat-copy.maxRepeats', maxRepeats, {min: minRepeats});
  const maxima = {length: 'maxLength', repeats: 'maxRepeats'} as const;
  const requireSample = episodeLimits('repeat-copy', config, maxima, (options) => ({
    steps: options.maxLength * (1 + options.maxRepeats) + 2,
    inputSize: options.vectorWidth + 1 + Number(delimiter),
    outputSize: options.vectorWidth + 1,
  }));
  const inputChannels = [...vectorChannels(vectorWidth), ...(delimiter ? ['delimiter'] : []), 'count'];
  const outputChannels = [...vectorChannels(vectorWidth), 'end'];
  const sizes = {inputSize: inputChannels.length, outputSize: outputChannels.length};
  const trainingRange = {
    length: {min: minLength, max: maxLength},
    repeats: {min: minRepeats, max: maxRepeats},
  };
  const end = oneHot(vectorWidth + 1, vectorWidth);
  return {
    name: 'repeat-copy',
    title: 'Repeat copy',
    description: 'Repeat a sequence of random bit vectors a given number of times, then mark the end.',
    source: {...graves2014, section: '4.2'},
    options: repeatCopyOptions,
    config,
    trainingRange,
    evaluation: [
      {length: 10, repeats: 10},
      {length: 20, repeats: 10},
      ...[11, 12, 15, 20].map((repeats) => ({length: 10, repeats})),
    ],
    solved: {metric: 'bits', below: 0.1},
    inputChannels,
    outputChannels,
    ...sizes,
    metrics: [...bitMetrics, ...endMarkerMetrics(vectorWidth)],
    sample(random, batch, difficulty = {}) {
      requireSample(random, batch, difficulty);
      const {
        length = random.integer(minLength, maxLength),
        repeats = random.integer(minRepeats, maxRepeats),
      } = difficulty;
      const cue = delimiter ? oneHot(vectorWidth + 2, vectorWidth) : new Float32Array(vectorWidth + 1);
      cue[cue.length - 1] = normalized(repeats, trainingRange.repeats);
      const questions = Array.from({length: batch}, () => {
        const vectors = drawVectors(random, length, vectorWidth);
        const copies = Array.from({length: repeats}, () => vectors);
        return {inputs: [...vectors, cue], answer: [...copies.flat(), end]};
      });
      return questionEpisodes(questions, sizes);
    },
  };
}
