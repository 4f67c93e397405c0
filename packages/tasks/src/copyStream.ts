import {requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {bitsOfEachSequence, wrongBitsOfEachSequence} from './metrics.js';
import {streamEpisodes} from './questions.js';
import type {Task} from './task.js';
import {drawVectors, oneHot, vectorChannels} from './vectors.js';

/** Options of the copy stream task. */
export interface CopyStreamOptions {
  /** Width of a vector; 8 by default. */
  readonly bits?: number;
  /** Fewest vectors of a sequence; 1 by default. */
  readonly minLength?: number;
  /** Most vectors of a sequence, at least `minLength`; 8 by default. */
  readonly maxLength?: number;
  /** Fewest sequences in a training episode; 1 by default. */
  readonly minCopies?: number;
  /** Most sequences in a training episode, at least `minCopies`; 8 by default. */
  readonly maxCopies?: number;
}

/** What makes a copy stream longer. */
export interface CopyStreamDifficulty {
  /** T, the number of vectors of each sequence, a positive integer. */
  readonly length: number;
  /** n, how many sequences are copied, a positive integer. */
  readonly copies: number;
}

/**
 * A stream of copies: T random vectors and a delimiter; then, without any input, the same T vectors are the answer; then the next
 * sequence, n in all.
 *
 *     step      0 … T−1    T            T+1 … 2T    2T+1 …
 *     input     vectors    delimiter    –           the next vectors
 *     target    –          –            vectors     –
 *
 * What was copied is never asked for again: a memory of fewer rows than the stream has vectors must be used anew. Channels
 * 0 … bits−1 carry the vectors, and input channel `bits` the delimiter. n is drawn uniformly from `minCopies` … `maxCopies` and T, for each
 * sequence, from `minLength` … `maxLength`, once a batch, unless the difficulty sets them; all sequences then have the length that it sets.
 *
 * @param options the width of the vectors, and the training ranges
 * @returns the task, with inputs `[batch, Σ (2T + 1), bits + 1]` and targets `[batch, Σ (2T + 1), bits]`
 * @throws ArgumentError if an option is unknown or not what it must be, or a range ends before it begins
 * @see Graves et al. 2016, the copy problem of “Dynamic memory allocation”
 */
export function copyStreamTask(options: CopyStreamOptions = {}): Task<CopyStreamDifficulty> {
  requireKeys('copy-stream', options, ['bits', 'minLength', 'maxLength', 'minCopies', 'maxCopies']);
  const {bits = 8, minLength = 1, maxLength = 8, minCopies = 1, maxCopies = 8} = options;
  requirePositiveInteger('copy-stream.bits', bits);
  requirePositiveInteger('copy-stream.minLength', minLength);
  requirePositiveInteger('copy-stream.maxLength', maxLength);
  requireInteger('copy-stream.maxLength', maxLength, {min: minLength});
  requirePositiveInteger('copy-stream.minCopies', minCopies);
  requirePositiveInteger('copy-stream.maxCopies', maxCopies);
  requireInteger('copy-stream.maxCopies', maxCopies, {min: minCopies});
  const inputChannels = [...vectorChannels(bits), 'delimiter'];
  const outputChannels = vectorChannels(bits);
  const sizes = {inputSize: inputChannels.length, outputSize: outputChannels.length};
  const delimiter = oneHot(bits + 1, bits);
  return {
    name: 'copy-stream',
    description:
      'Repeat one sequence of random bit vectors after another, each once all of it has been shown.',
    config: {bits, minLength, maxLength, minCopies, maxCopies},
    trainingRange: {length: {min: minLength, max: maxLength}, copies: {min: minCopies, max: maxCopies}},
    inputChannels,
    outputChannels,
    ...sizes,
    metrics: {bits: bitsOfEachSequence, wrongBits: wrongBitsOfEachSequence},
    sample(random, batch, difficulty = {}) {
      requirePositiveInteger('batch', batch);
      requireKeys('difficulty', difficulty, ['length', 'copies']);
      const {length, copies = random.integer(minCopies, maxCopies)} = difficulty;
      requirePositiveInteger('difficulty.copies', copies);
      const lengths = Array.from({length: copies}, () =>
        length === undefined ? random.integer(minLength, maxLength) : length,
      );
      requirePositiveInteger('difficulty.length', lengths[0]);
      const streams = Array.from({length: batch}, () =>
        lengths.map((length) => {
          const vectors = drawVectors(random, length, bits);
          return {shown: [...vectors, delimiter], answer: vectors};
        }),
      );
      return streamEpisodes(streams, sizes);
    },
  };
}
