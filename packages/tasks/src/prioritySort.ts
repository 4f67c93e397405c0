import {requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {bitsOfEachSequence, wrongBitsOfEachSequence} from './metrics.js';
import {questionEpisodes} from './questions.js';
import type {RandomStream} from './random.js';
import type {Task} from './task.js';
import {drawVectors, oneHot, vectorChannels} from './vectors.js';

/** Options of the priority sort task, each a positive integer; the defaults are the paper's. */
export interface PrioritySortOptions {
  /** Width of a vector; 8 by default. */
  readonly bits?: number;
  /** Vectors in a training episode; 20 by default. */
  readonly items?: number;
  /** How many of them to give back: all where there are fewer; 16 by default. */
  readonly answers?: number;
}

/** What makes a priority sort episode harder. */
export interface PrioritySortDifficulty {
  /** N, the number of vectors to sort, a positive integer. */
  readonly items: number;
}

/** Numbers uniform in −1 … 1 as float32 holds them, no two alike: one that was drawn before is drawn again. */
function drawPriorities(random: RandomStream, count: number): number[] {
  const priorities = new Set<number>();
  while (priorities.size < count) priorities.add(Math.fround(2 * random.uniform() - 1));
  return [...priorities];
}

/**
 * The priority sort task: N random vectors, each with a priority, then a delimiter; then, without any input, the K
 * vectors of highest priority are the answer, the highest first.
 *
 *     step      0 … N−1                N            N+1 … N+K
 *     input     vectors, priorities    delimiter    –
 *     target    –                      –            vectors by falling priority
 *
 * with K = min(answers, N). Channels 0 … bits−1 carry the vectors, input channel `bits` their priorities, uniform in
 * −1 … 1 and no two of an episode alike, and input channel `bits`+1 the delimiter. N is `items` unless the difficulty
 * sets it.
 *
 * @param options the width of the vectors, how many there are in training, and how many make the answer
 * @returns the task, with inputs `[batch, N + 1 + K, bits + 2]` and targets `[batch, N + 1 + K, bits]`
 * @throws ArgumentError if an option is unknown or not a positive integer
 * @see Graves et al. 2014, section 4.5
 */
export function prioritySortTask(options: PrioritySortOptions = {}): Task<PrioritySortDifficulty> {
  requireKeys('priority-sort', options, ['bits', 'items', 'answers']);
  const {bits = 8, items = 20, answers = 16} = options;
  requirePositiveInteger('priority-sort.bits', bits);
  requirePositiveInteger('priority-sort.items', items);
  requirePositiveInteger('priority-sort.answers', answers);
  const sizes = {inputSize: bits + 2, outputSize: bits};
  const delimiter = oneHot(bits + 2, bits + 1);
  return {
    name: 'priority-sort',
    description: 'Give back the vectors of highest priority, the highest first.',
    config: {bits, items, answers},
    trainingRange: {items: {min: items, max: items}},
    inputChannels: [...vectorChannels(bits), 'priority', 'delimiter'],
    outputChannels: vectorChannels(bits),
    ...sizes,
    metrics: {bits: bitsOfEachSequence, wrongBits: wrongBitsOfEachSequence},
    sample(random, batch, difficulty = {}) {
      requirePositiveInteger('batch', batch);
      requireKeys('difficulty', difficulty, ['items']);
      const {items: count = items} = difficulty;
      requirePositiveInteger('difficulty.items', count);
      const questions = Array.from({length: batch}, () => {
        const vectors = drawVectors(random, count, bits);
        const priorities = drawPriorities(random, count);
        const ranked = vectors
          .map((vector, item) => ({vector, priority: priorities[item]!}))
          .sort((one, other) => other.priority - one.priority);
        return {
          shown: [...vectors.map((vector, item) => [...vector, priorities[item]!]), delimiter],
          answer: ranked.slice(0, answers).map(({vector}) => vector),
        };
      });
      return questionEpisodes(questions, sizes);
    },
  };
}
