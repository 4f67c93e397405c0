import {requireBoolean, requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {bitsOfEachSequence, endMarkerMetrics, wrongBitsOfEachSequence} from './metrics.js';
import {questionEpisodes} from './questions.js';
import type {Range, Task} from './task.js';
import {drawVectors, oneHot, vectorChannels} from './vectors.js';

/** Options of the repeat copy task. */
export interface RepeatCopyOptions {
  /** Width of a vector; 6 by default. */
  readonly bits?: number;
  /** Fewest vectors in a training episode; 1 by default. */
  readonly minLength?: number;
  /** Most vectors in a training episode, at least `minLength`; 10 by default. */
  readonly maxLength?: number;
  /** Fewest copies in a training episode; 1 by default. */
  readonly minRepeats?: number;
  /** Most copies in a training episode, at least `minRepeats`; 10 by default. */
  readonly maxRepeats?: number;
  /** Whether a flag on a channel of its own comes with the number of copies; true by default. */
  readonly delimiter?: boolean;
}

/** What makes a repeat copy episode harder. */
export interface RepeatCopyDifficulty {
  /** T, the number of vectors to copy, a positive integer. */
  readonly length: number;
  /** n, how many times to copy them, a positive integer. */
  readonly repeats: number;
}

/** `count` with mean 0 and variance 1 where it is uniform over the range; only its distance from a range of one value. */
function normalised(count: number, {min, max}: Range): number {
  const mean = (min + max) / 2;
  const variance = ((max - min + 1) ** 2 - 1) / 12;
  return (count - mean) / (Math.sqrt(variance) || 1);
}

/**
 * The repeat copy task: T random vectors, then the number n of copies; then, without any input, the answer is the T
 * vectors n times over, and an end marker.
 *
 *     step      0 … T−1    T                 T+1 … T+nT          T+nT+1
 *     input     vectors    delimiter, n      –                   –
 *     target    –          –                 vectors, n times    end marker
 *
 * Channels 0 … bits−1 carry the vectors, input channel `bits` the delimiter, and the last input channel the count,
 *
 *     (n − μ) / σ,   μ = (minRepeats + maxRepeats)/2,   σ² = ((maxRepeats − minRepeats + 1)² − 1)/12,
 *
 * which has mean 0 and variance 1 in training (σ = 1 where both ends are equal), and goes on in a line beyond that range.
 * Without `delimiter` the count comes alone: it is all but 0 for an n near μ, and hides the end of the vectors. Output
 * channel `bits` is 1 at the end marker's step, where the others are 0, and 0 elsewhere. T and n are drawn uniformly
 * from `minLength` … `maxLength` and `minRepeats` … `maxRepeats`, once a batch, unless the difficulty sets them.
 *
 * Besides `bits` and `wrongBits` it has the metrics `wrongVectorBits` and `wrongEndMarkers`, which sum to `wrongBits`.
 * The defaults are the paper's ranges, with vectors of 6 bits and a delimiter: its numbers of parameters say 8 inputs
 * and 7 outputs.
 *
 * @param options the width of the vectors, the training ranges, and whether there is a delimiter
 * @returns the task, with inputs `[batch, T + nT + 2, bits + 2]` (`bits + 1` without delimiter) and targets
 *   `[batch, T + nT + 2, bits + 1]`
 * @throws ArgumentError if an option is unknown or not what it must be, or a range ends before it begins
 * @see Graves et al. 2014, section 4.2
 */
export function repeatCopyTask(options: RepeatCopyOptions = {}): Task<RepeatCopyDifficulty> {
  requireKeys('repeat-copy', options, [
    'bits',
    'minLength',
    'maxLength',
    'minRepeats',
    'maxRepeats',
    'delimiter',
  ]);
  const {
    bits = 6,
    minLength = 1,
    maxLength = 10,
    minRepeats = 1,
    maxRepeats = 10,
    delimiter = true,
  } = options;
  requirePositiveInteger('repeat-copy.bits', bits);
  requirePositiveInteger('repeat-copy.minLength', minLength);
  requirePositiveInteger('repeat-copy.maxLength', maxLength);
  requireInteger('repeat-copy.maxLength', maxLength, {min: minLength});
  requirePositiveInteger('repeat-copy.minRepeats', minRepeats);
  requirePositiveInteger('repeat-copy.maxRepeats', maxRepeats);
  requireInteger('repeat-copy.maxRepeats', maxRepeats, {min: minRepeats});
  requireBoolean('repeat-copy.delimiter', delimiter);
  const inputChannels = [...vectorChannels(bits), ...(delimiter ? ['delimiter'] : []), 'count'];
  const outputChannels = [...vectorChannels(bits), 'end'];
  const sizes = {inputSize: inputChannels.length, outputSize: outputChannels.length};
  const trainingRange = {
    length: {min: minLength, max: maxLength},
    repeats: {min: minRepeats, max: maxRepeats},
  };
  const end = oneHot(bits + 1, bits);
  return {
    name: 'repeat-copy',
    description: 'Repeat a sequence of random bit vectors a given number of times, then mark the end.',
    config: {bits, minLength, maxLength, minRepeats, maxRepeats, delimiter},
    trainingRange,
    inputChannels,
    outputChannels,
    ...sizes,
    metrics: {bits: bitsOfEachSequence, wrongBits: wrongBitsOfEachSequence, ...endMarkerMetrics(bits)},
    sample(random, batch, difficulty = {}) {
      requirePositiveInteger('batch', batch);
      requireKeys('difficulty', difficulty, ['length', 'repeats']);
      const {
        length = random.integer(minLength, maxLength),
        repeats = random.integer(minRepeats, maxRepeats),
      } = difficulty;
      requirePositiveInteger('difficulty.length', length);
      requirePositiveInteger('difficulty.repeats', repeats);
      const cue = delimiter ? oneHot(bits + 2, bits) : new Float32Array(bits + 1);
      cue[cue.length - 1] = normalised(repeats, trainingRange.repeats);
      const questions = Array.from({length: batch}, () => {
        const vectors = drawVectors(random, length, bits);
        const copies = Array.from({length: repeats}, () => vectors);
        return {shown: [...vectors, cue], answer: [...copies.flat(), end]};
      });
      return questionEpisodes(questions, sizes);
    },
  };
}
