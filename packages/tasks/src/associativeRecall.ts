import {type OptionArgs, type OptionDeclarations, requireInteger, resolveOptions} from '@ntmjs/arguments';
import {episodeLimits} from './episodeLimits.js';
import {questionEpisodes} from './episodes.js';
import {bitMetrics} from './metrics.js';
import {graves2014} from './papers.js';
import type {Task} from './task.js';
import {drawVectors, oneHot, vectorChannels} from './vectors.js';

const associativeRecallOptions = {
  vectorWidth: {type: 'integer', min: 1, default: 6, description: 'width of a vector'},
  itemLength: {type: 'integer', min: 1, default: 3, description: 'vectors of an item'},
  minItems: {type: 'integer', min: 2, default: 2, description: 'fewest items of a training episode'},
  maxItems: {type: 'integer', min: 2, default: 6, description: 'most items of a training episode'},
} as const satisfies OptionDeclarations;

/** Options of the associative recall task; the defaults are those of the paper. */
export type AssociativeRecallOptions = OptionArgs<typeof associativeRecallOptions>;

/** What makes an associative recall episode harder. */
export interface AssociativeRecallDifficulty {
  /** N, the number of items, an integer of at least 2. */
  readonly items: number;
}

/** The vectors of an item. */
type Item = readonly Float32Array[];

function equal(one: Item, other: Item): boolean {
  return one.every((vector, row) => vector.every((bit, channel) => bit === other[row]![channel]));
}

/** Random items of which no other equals the queried one: all such lists are equally likely. */
function drawItems(count: number, queried: number, drawItem: () => Item): Item[] {
  const items = Array.from({length: count}, drawItem);
  return items.map((item, index) => {
    while (index !== queried && equal(item, items[queried]!)) item = drawItem();
    return item;
  });
}

/**
 * The associative recall task: N items of L random vectors of width W; then one of them, never the last, as the query; then,
 * without any input, the item that followed it as the answer.
 *
 *     step      N items, each            the query                           L steps
 *     input     item delimiter, item k   query delimiter, item q, the same   –
 *     target    –                        –                                   item q+1
 *
 * with k = 0 … N−1: N(L+1) steps of items, L+2 of the query and L of the answer. Channels 0 … W−1 carry the vectors, input
 * channel W the item delimiter and input channel W+1 the query delimiter. q is drawn uniformly from 0 … N−2 for each
 * episode; an item that equals the queried one is drawn again, since the answer would be ambiguous. N is drawn uniformly
 * from `minItems` … `maxItems`, once a batch, unless the difficulty sets it.
 *
 * @param options width W of the vectors, length L of an item, and the training numbers of items
 * @returns the task, with inputs `[batch, (N + 2)(L + 1), W + 2]` and targets `[batch, (N + 2)(L + 1), W]`
 * @throws ArgumentError if an option is unknown or out of its range, or `maxItems` is less than `minItems`
 * @see Graves et al. 2014, section 4.3
 */
export function associativeRecallTask(
  options: AssociativeRecallOptions = {},
): Task<AssociativeRecallDifficulty> {
  const config = resolveOptions('associative-recall', options, associativeRecallOptions);
  const {vectorWidth, itemLength, minItems, maxItems} = config;
  requireInteger('associative-recall.maxItems', maxItems, {min: minItems});
  const requireSample = episodeLimits('associative-recall', config, {items: 'maxItems'}, (options) => ({
    steps: (options.maxItems + 2) * (options.itemLength + 1),
    inputSize: options.vectorWidth + 2,
    outputSize: options.vectorWidth,
  }));
  const sizes = {inputSize: vectorWidth + 2, outputSize: vectorWidth};
  const itemDelimiter = oneHot(vectorWidth + 2, vectorWidth);
  const queryDelimiter = oneHot(vectorWidth + 2, vectorWidth + 1);
  return {
    name: 'associative-recall',
    title: 'Associative recall',
    description: 'Recall the item that followed a queried one in a list.',
    source: {...graves2014, section: '4.3'},
    options: associativeRecallOptions,
    config,
    trainingRange: {items: {min: minItems, max: maxItems}},
    evaluation: [6, 8, 10, 12, 15, 20].map((items) => ({items})),
    solved: {metric: 'bits', below: 0.1},
    inputChannels: [...vectorChannels(vectorWidth), 'item delimiter', 'query delimiter'],
    outputChannels: vectorChannels(vectorWidth),
    ...sizes,
    metrics: bitMetrics,
    sample(random, batch, difficulty = {}) {
      requireSample(random, batch, difficulty);
      const {items: count = random.integer(minItems, maxItems)} = difficulty;
      requireInteger('difficulty.items', count, {min: 2});
      const questions = Array.from({length: batch}, () => {
        const queried = random.integer(0, count - 2);
        const items = drawItems(count, queried, () => drawVectors(random, itemLength, vectorWidth));
        const list = items.flatMap((item) => [itemDelimiter, ...item]);
        const query = [queryDelimiter, ...items[queried]!, queryDelimiter];
        return {inputs: [...list, ...query], answer: items[queried + 1]!};
      });
      return questionEpisodes(questions, sizes);
    },
  };
}
