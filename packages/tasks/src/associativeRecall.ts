import {requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {bitsOfEachSequence, wrongBitsOfEachSequence} from './metrics.js';
import {questionEpisodes} from './questions.js';
import type {Task} from './task.js';
import {drawVectors, oneHot, vectorChannels} from './vectors.js';

/** Options of the associative recall task, each a positive integer; the defaults are the paper's. */
export interface AssociativeRecallOptions {
  /** Width of a vector; 6 by default. */
  readonly bits?: number;
  /** Vectors in an item; 3 by default. */
  readonly itemLength?: number;
  /** Fewest items in a training episode, at least 2; 2 by default. */
  readonly minItems?: number;
  /** Most items in a training episode, at least `minItems`; 6 by default. */
  readonly maxItems?: number;
}

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

/** Random items, of which the queried one equals no other: all such choices are equally likely. */
function drawItems(count: number, queried: number, drawItem: () => Item): Item[] {
  const items = Array.from({length: count}, drawItem);
  return items.map((item, index) => {
    while (index !== queried && equal(item, items[queried]!)) item = drawItem();
    return item;
  });
}

/**
 * The associative recall task: N items of L random vectors each; then one of them, never the last, as the query; then,
 * without any input, the item that followed it is the answer.
 *
 *     step      N items, each            the query                           L steps
 *     input     item delimiter, item k   query delimiter, item q, the same   –
 *     target    –                        –                                   item q+1
 *
 * with k = 0 … N−1: N(L+1) steps of items, L+2 of the query and L of the answer. Channels 0 … bits−1 carry the vectors,
 * input channel `bits` the item delimiter and input channel `bits`+1 the query delimiter. q is drawn uniformly from
 * 0 … N−2 for each episode; an item that equals the queried one is drawn again, since the answer would be ambiguous. N
 * is drawn uniformly from `minItems` … `maxItems`, once a batch, unless the difficulty sets it.
 *
 * @param options the size of an item and the training numbers of items
 * @returns the task, with inputs `[batch, (N + 2)(L + 1), bits + 2]` and targets `[batch, (N + 2)(L + 1), bits]`
 * @throws ArgumentError if an option is unknown or not a positive integer, `minItems` is less than 2, or `maxItems` is
 *   less than `minItems`
 * @see Graves et al. 2014, section 4.3
 */
export function associativeRecallTask(
  options: AssociativeRecallOptions = {},
): Task<AssociativeRecallDifficulty> {
  requireKeys('associative-recall', options, ['bits', 'itemLength', 'minItems', 'maxItems']);
  const {bits = 6, itemLength = 3, minItems = 2, maxItems = 6} = options;
  requirePositiveInteger('associative-recall.bits', bits);
  requirePositiveInteger('associative-recall.itemLength', itemLength);
  requireInteger('associative-recall.minItems', minItems, {min: 2});
  requireInteger('associative-recall.maxItems', maxItems, {min: minItems});
  const sizes = {inputSize: bits + 2, outputSize: bits};
  const itemDelimiter = oneHot(bits + 2, bits);
  const queryDelimiter = oneHot(bits + 2, bits + 1);
  return {
    name: 'associative-recall',
    description: 'Tell which item of a list followed the one that is asked for.',
    config: {bits, itemLength, minItems, maxItems},
    trainingRange: {items: {min: minItems, max: maxItems}},
    inputChannels: [...vectorChannels(bits), 'item delimiter', 'query delimiter'],
    outputChannels: vectorChannels(bits),
    ...sizes,
    metrics: {bits: bitsOfEachSequence, wrongBits: wrongBitsOfEachSequence},
    sample(random, batch, difficulty = {}) {
      requirePositiveInteger('batch', batch);
      requireKeys('difficulty', difficulty, ['items']);
      const {items: count = random.integer(minItems, maxItems)} = difficulty;
      requireInteger('difficulty.items', count, {min: 2});
      const questions = Array.from({length: batch}, () => {
        const queried = random.integer(0, count - 2);
        const items = drawItems(count, queried, () => drawVectors(random, itemLength, bits));
        const list = items.flatMap((item) => [itemDelimiter, ...item]);
        const query = [queryDelimiter, ...items[queried]!, queryDelimiter];
        return {shown: [...list, ...query], answer: items[queried + 1]!};
      });
      return questionEpisodes(questions, sizes);
    },
  };
}
