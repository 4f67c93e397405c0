import {type OptionArgs, type OptionDeclarations, requireInteger, resolveOptions} from '@ntmjs/arguments';
import {episodeLimits} from './episodeLimits.js';
import {streamEpisodes} from './episodes.js';
import {bitMetrics} from './metrics.js';
import {graves2016} from './papers.js';
import type {Task} from './task.js';
import {drawVectors, oneHot, vectorChannels} from './vectors.js';

const copyStreamOptions = {
  vectorWidth: {type: 'integer', min: 1, default: 8, description: 'width of a vector'},
  minLength: {type: 'integer', min: 1, default: 1, description: 'fewest vectors of a sequence in training'},
  maxLength: {type: 'integer', min: 1, default: 8, description: 'most vectors of a sequence in training'},
  minCopies: {type: 'integer', min: 1, default: 1, description: 'fewest sequences of a training episode'},
  maxCopies: {type: 'integer', min: 1, default: 8, description: 'most sequences of a training episode'},
} as const satisfies OptionDeclarations;

/** Options of the copy stream task. */
export type CopyStreamOptions = OptionArgs<typeof copyStreamOptions>;

/** What makes a stream of copies longer. */
export interface CopyStreamDifficulty {
  /** T, the number of vectors of each sequence, a positive integer. */
  readonly length: number;
  /** n, the number of sequences, a positive integer. */
  readonly copies: number;
}

/**
 * A stream of n copy episodes: T random vectors of width W and a delimiter; then, without any input, the same T vectors as the
 * answer; then the next sequence.
 *
 *     step      0 … T−1    T            T+1 … 2T    2T+1 …
 *     input     vectors    delimiter    –           the next vectors
 *     target    –          –            vectors     –
 *
 * No sequence is asked for twice, so a memory with fewer rows than the stream has vectors must reuse them. Channels 0 … W−1
 * carry the vectors, input channel W the delimiter. n is drawn uniformly from `minCopies` … `maxCopies` and T, for each
 * sequence, from `minLength` … `maxLength`, once a batch, unless the difficulty sets them; then all sequences have its length.
 *
 * @param options width W of the vectors, and the training ranges
 * @returns the task, with inputs `[batch, Σ (2T + 1), W + 1]` and targets `[batch, Σ (2T + 1), W]`
 * @throws ArgumentError if an option is unknown or out of its range, or a maximum is less than its minimum
 * @see Graves et al. 2016, the copy problem of “Dynamic memory allocation”
 */
export function copyStreamTask(options: CopyStreamOptions = {}): Task<CopyStreamDifficulty> {
  const config = resolveOptions('copy-stream', options, copyStreamOptions);
  const {vectorWidth, minLength, maxLength, minCopies, maxCopies} = config;
  requireInteger('copy-stream.maxLength', maxLength, {min: minLength});
  requireInteger('copy-stream.maxCopies', maxCopies, {min: minCopies});
  const maxima = {length: 'maxLength', copies: 'maxCopies'} as const;
  const requireSample = episodeLimits('copy-stream', config, maxima, (options) => ({
    steps: options.maxCopies * (2 * options.maxLength + 1),
    inputSize: options.vectorWidth + 1,
    outputSize: options.vectorWidth,
  }));
  const sizes = {inputSize: vectorWidth + 1, outputSize: vectorWidth};
  const delimiter = oneHot(vectorWidth + 1, vectorWidth);
  return {
    name: 'copy-stream',
    title: 'Stream of copies',
    description: 'Repeat one sequence of random bit vectors after another, each after its end.',
    source: {...graves2016, section: 'Dynamic memory allocation'},
    options: copyStreamOptions,
    config,
    trainingRange: {length: {min: minLength, max: maxLength}, copies: {min: minCopies, max: maxCopies}},
    evaluation: [4, 8, 16, 32].map((copies) => ({length: 8, copies})),
    solved: {metric: 'bits', below: 0.1},
    inputChannels: [...vectorChannels(vectorWidth), 'delimiter'],
    outputChannels: vectorChannels(vectorWidth),
    ...sizes,
    metrics: bitMetrics,
    sample(random, batch, difficulty = {}) {
      requireSample(random, batch, difficulty);
      const {length, copies = random.integer(minCopies, maxCopies)} = difficulty;
      const lengths = Array.from({length: copies}, () =>
        length === undefined ? random.integer(minLength, maxLength) : length,
      );
      const streams = Array.from({length: batch}, () =>
        lengths.map((length) => {
          const vectors = drawVectors(random, length, vectorWidth);
          return {inputs: [...vectors, delimiter], answer: vectors};
        }),
      );
      return streamEpisodes(streams, sizes);
    },
  };
}
