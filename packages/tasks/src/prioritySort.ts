import {type OptionArgs, type OptionDeclarations, resolveOptions} from '@ntmjs/arguments';
import {episodeLimits} from './episodeLimits.js';
import {questionEpisodes} from './episodes.js';
import {bitMetrics} from './metrics.js';
import {graves2014} from './papers.js';
import type {RandomStream} from './random.js';
import type {Task} from './task.js';
import {drawVectors, oneHot, vectorChannels} from './vectors.js';

const prioritySortOptions = {
  vectorWidth: {type: 'integer', min: 1, default: 8, description: 'width of a vector'},
  items: {type: 'integer', min: 1, default: 20, description: 'vectors of a training episode'},
  answers: {
    type: 'integer',
    min: 1,
    default: 16,
    description: 'number of vectors to return, or all of a shorter episode',
  },
} as const satisfies OptionDeclarations;

/** Options of the priority sort task; the defaults are those of the paper. */
export type PrioritySortOptions = OptionArgs<typeof prioritySortOptions>;

/** What makes a priority sort episode harder. */
export interface PrioritySortDifficulty {
  /** N, the number of vectors to sort, a positive integer. */
  readonly items: number;
}

/** Different float32 numbers, uniform in −1 … 1: a number that was drawn before is drawn again. */
function drawPriorities(random: RandomStream, count: number): number[] {
  const priorities = new Set<number>();
  while (priorities.size < count) priorities.add(Math.fround(2 * random.uniform() - 1));
  return [...priorities];
}

/**
 * The priority sort task: N random vectors of width W, each with a priority, then a delimiter; then, without any input, the
 * K vectors of highest priority as the answer, in descending order.
 *
 *     step      0 … N−1                N            N+1 … N+K
 *     input     vectors, priorities    delimiter    –
 *     target    –                      –            vectors by descending priority
 *
 * with K = min(answers, N). Channels 0 … W−1 carry the vectors, input channel W their priorities, uniform in −1 … 1 and
 * different within an episode, and input channel W+1 the delimiter. N is `items` unless the difficulty sets it.
 *
 * @param options width W of the vectors, their number in training, and the number to return
 * @returns the task, with inputs `[batch, N + 1 + K, W + 2]` and targets `[batch, N + 1 + K, W]`
 * @throws ArgumentError if an option is unknown or out of its range
 * @see Graves et al. 2014, section 4.5
 */
export function prioritySortTask(options: PrioritySortOptions = {}): Task<PrioritySortDifficulty> {
  const config = resolveOptions('priority-sort', options, prioritySortOptions);
  const {vectorWidth, items, answers} = config;
  const requireSample = episodeLimits('priority-sort', config, {items: 'items'}, (options) => ({
    steps: options.items + 1 + Math.min(options.answers, options.items),
    inputSize: options.vectorWidth + 2,
    outputSize: options.vectorWidth,
  }));
  const sizes = {inputSize: vectorWidth + 2, outputSize: vectorWidth};
  const delimiter = oneHot(vectorWidth + 2, vectorWidth + 1);
  return {
    name: 'priority-sort',
    title: 'Priority sort',
    description: 'Return the vectors of highest priority, in descending order.',
    source: {...graves2014, section: '4.5'},
    options: prioritySortOptions,
    config,
    trainingRange: {items: {min: items, max: items}},
    evaluation: [16, 18, 22, 24].map((count) => ({items: count})),
    solved: {metric: 'wrongBits', below: 10},
    inputChannels: [...vectorChannels(vectorWidth), 'priority', 'delimiter'],
    outputChannels: vectorChannels(vectorWidth),
    ...sizes,
    metrics: bitMetrics,
    sample(random, batch, difficulty = {}) {
      requireSample(random, batch, difficulty);
      const {items: count = items} = difficulty;
      const questions = Array.from({length: batch}, () => {
        const vectors = drawVectors(random, count, vectorWidth);
        const priorities = drawPriorities(random, count);
        const ranked = vectors
          .map((vector, item) => ({vector, priority: priorities[item]!}))
          .sort((one, other) => other.priority - one.priority);
        return {
          inputs: [...vectors.map((vector, item) => [...vector, priorities[item]!]), delimiter],
          answer: ranked.slice(0, answers).map(({vector}) => vector),
        };
      });
      return questionEpisodes(questions, sizes);
    },
  };
}
