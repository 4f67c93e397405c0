import {requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {blankEpisodes, type Episodes} from './episodes.js';
import type {RandomStream} from './random.js';
import type {Task} from './task.js';

/** Options of the copy task, each a positive integer; the defaults are the paper's. */
export interface CopyOptions {
  /** Width of a vector; 8 by default. */
  readonly bits?: number;
  /** Fewest vectors in a training episode; 1 by default. */
  readonly minLength?: number;
  /** Most vectors in a training episode, at least `minLength`; 20 by default. */
  readonly maxLength?: number;
}

/** What makes a copy episode harder. */
export interface CopyDifficulty {
  /** T, the number of vectors to copy, a positive integer. */
  readonly length: number;
}

/** Writes the input of one episode, `[2T + 1, bits + 1]`: its vectors, `[T, bits]`, then the delimiter. */
function writeInput(input: Float32Array, vectors: Float32Array, bits: number): void {
  const length = vectors.length / bits;
  for (let step = 0; step < length; step++) {
    input.set(vectors.subarray(step * bits, (step + 1) * bits), step * (bits + 1));
  }
  input[length * (bits + 1) + bits] = 1;
}

/** `batch` episodes of `length` random vectors each. */
function sampleCopy(random: RandomStream, batch: number, length: number, bits: number): Episodes {
  const steps = 2 * length + 1;
  const episodes = blankEpisodes({batch, steps, inputSize: bits + 1, outputSize: bits});
  const {inputs, targets, mask, inputSize} = episodes;
  for (let episode = 0; episode < batch; episode++) {
    const answer = episode * steps + length + 1;
    const end = (episode + 1) * steps;
    const vectors = targets.subarray(answer * bits, end * bits);
    random.bits(vectors);
    writeInput(inputs.subarray(episode * steps * inputSize, end * inputSize), vectors, bits);
    mask.fill(1, answer, end);
  }
  return episodes;
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
 * @param options the width of the vectors and the training lengths
 * @returns the task, with inputs `[batch, 2T + 1, bits + 1]` and targets `[batch, 2T + 1, bits]`
 * @throws ArgumentError if an option is unknown or not a positive integer, or `maxLength` is less than `minLength`
 * @see Graves et al. 2014, section 4.1
 */
export function copyTask(options: CopyOptions = {}): Task<CopyDifficulty> {
  requireKeys('copy', options, ['bits', 'minLength', 'maxLength']);
  const {bits = 8, minLength = 1, maxLength = 20} = options;
  requirePositiveInteger('copy.bits', bits);
  requirePositiveInteger('copy.minLength', minLength);
  requirePositiveInteger('copy.maxLength', maxLength);
  requireInteger('copy.maxLength', maxLength, {min: minLength});
  const vectorChannels = Array.from({length: bits}, (_, bit) => `bit ${bit}`);
  return {
    name: 'copy',
    description: 'Repeat a sequence of random bit vectors once all of it has been shown.',
    config: {bits, minLength, maxLength},
    trainingRange: {length: {min: minLength, max: maxLength}},
    inputChannels: [...vectorChannels, 'delimiter'],
    outputChannels: vectorChannels,
    inputSize: bits + 1,
    outputSize: bits,
    sample(random, batch, difficulty = {}) {
      requirePositiveInteger('batch', batch);
      requireKeys('difficulty', difficulty, ['length']);
      const {length = random.integer(minLength, maxLength)} = difficulty;
      requirePositiveInteger('difficulty.length', length);
      return sampleCopy(random, batch, length, bits);
    },
  };
}
