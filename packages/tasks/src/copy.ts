import {requireBoolean, requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {bitsOfEachSequence, endMarkerMetrics, wrongBitsOfEachSequence} from './metrics.js';
import {questionEpisodes} from './questions.js';
import type {Task} from './task.js';
import {drawVectors, oneHot, vectorChannels} from './vectors.js';

/** Options of the copy task. */
export interface CopyOptions {
  /** Width of a vector; 8 by default. */
  readonly bits?: number;
  /** Fewest vectors in a training episode; 1 by default. */
  readonly minLength?: number;
  /** Most vectors in a training episode, at least `minLength`; 20 by default. */
  readonly maxLength?: number;
  /** Whether a step with a flag on a channel of its own comes before the vectors; false by default. */
  readonly startMarker?: boolean;
  /** Whether the answer ends with a marker on a channel of its own; false by default. */
  readonly endMarker?: boolean;
}

/** What makes a copy episode harder. */
export interface CopyDifficulty {
  /** T, the number of vectors to copy, a positive integer. */
  readonly length: number;
}

/**
 * The copy task: T random vectors, then a delimiter; then, without any input, the same T vectors are the answer.
 *
 *     step      0 … T−1    T            T+1 … 2T
 *     input     vectors    delimiter    –
 *     target    –          –            vectors
 *
 * Channels 0 … bits−1 carry the vectors, and input channel `bits` the delimiter. T is drawn uniformly from
 * `minLength` … `maxLength`, once a batch, unless the difficulty sets it.
 *
 * With `startMarker` a step goes before all these, with 1 on input channel `bits`+1; with `endMarker` an answering step
 * follows them, whose target is 1 on output channel `bits` and 0 on the others, and 0 on that channel elsewhere. The
 * paper's numbers of parameters say that it had both, and so 10 inputs and 9 outputs; its other settings are the
 * defaults. An end marker adds two metrics: `wrongVectorBits` and `wrongEndMarkers`, which sum to `wrongBits`.
 *
 * @param options the width of the vectors, the training lengths and the markers
 * @returns the task, with inputs `[batch, 2T + 1, bits + 1]` and targets `[batch, 2T + 1, bits]` where it has no
 *   markers: each adds a step and a channel
 * @throws ArgumentError if an option is unknown or not what it must be, or `maxLength` is less than `minLength`
 * @see Graves et al. 2014, section 4.1
 */
export function copyTask(options: CopyOptions = {}): Task<CopyDifficulty> {
  requireKeys('copy', options, ['bits', 'minLength', 'maxLength', 'startMarker', 'endMarker']);
  const {bits = 8, minLength = 1, maxLength = 20, startMarker = false, endMarker = false} = options;
  requirePositiveInteger('copy.bits', bits);
  requirePositiveInteger('copy.minLength', minLength);
  requirePositiveInteger('copy.maxLength', maxLength);
  requireInteger('copy.maxLength', maxLength, {min: minLength});
  requireBoolean('copy.startMarker', startMarker);
  requireBoolean('copy.endMarker', endMarker);
  const inputChannels = [...vectorChannels(bits), 'delimiter', ...(startMarker ? ['start'] : [])];
  const outputChannels = [...vectorChannels(bits), ...(endMarker ? ['end'] : [])];
  const sizes = {inputSize: inputChannels.length, outputSize: outputChannels.length};
  const start = startMarker ? [oneHot(bits + 2, bits + 1)] : [];
  const delimiter = oneHot(bits + 1, bits);
  const end = endMarker ? [oneHot(bits + 1, bits)] : [];
  const metrics = {bits: bitsOfEachSequence, wrongBits: wrongBitsOfEachSequence};
  return {
    name: 'copy',
    description: 'Repeat a sequence of random bit vectors once all of it has been shown.',
    config: {bits, minLength, maxLength, startMarker, endMarker},
    trainingRange: {length: {min: minLength, max: maxLength}},
    inputChannels,
    outputChannels,
    ...sizes,
    metrics: endMarker ? {...metrics, ...endMarkerMetrics(bits)} : metrics,
    sample(random, batch, difficulty = {}) {
      requirePositiveInteger('batch', batch);
      requireKeys('difficulty', difficulty, ['length']);
      const {length = random.integer(minLength, maxLength)} = difficulty;
      requirePositiveInteger('difficulty.length', length);
      const questions = Array.from({length: batch}, () => {
        const vectors = drawVectors(random, length, bits);
        return {shown: [...start, ...vectors, delimiter], answer: [...vectors, ...end]};
      });
      return questionEpisodes(questions, sizes);
    },
  };
}
