import {requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {dyckWords} from './dyckWords.js';
import {blankEpisodes, type Episodes} from './episodes.js';
import {bitsOfEachSequence, type Metric, wrongBitsOfEachSequence} from './metrics.js';
import type {RandomStream} from './random.js';
import type {Task} from './task.js';

/** Options of the Dyck task. */
export interface DyckOptions {
  /** k, how many kinds of brackets there are; 2 by default. */
  readonly kinds?: number;
  /** Fewest pairs of brackets of a training word; 1 by default. */
  readonly minPairs?: number;
  /** Most pairs of brackets of a training word, at least `minPairs`; 20 by default. */
  readonly maxPairs?: number;
  /** How many brackets of a training word are open at once, at most; 6 by default. */
  readonly depth?: number;
}

/** What makes a Dyck word harder. */
export interface DyckDifficulty {
  /** n, the number of pairs of brackets, a positive integer. */
  readonly pairs: number;
  /** How many brackets are open at once, at most, a positive integer. */
  readonly depth: number;
}

/** 1 for each sequence without a wrong bit, else 0. */
const coarse: Metric = (logits, episodes) =>
  wrongBitsOfEachSequence(logits, episodes).map((wrong) => (wrong === 0 ? 1 : 0));

/** Fills in a word: each bracket as input, and which closing one may follow as target. */
function writeWord(
  episodes: Episodes,
  episode: number,
  word: readonly boolean[],
  random: RandomStream,
): void {
  const {steps, inputSize, outputSize: kinds, inputs, targets} = episodes;
  const open: number[] = [];
  for (const [index, opens] of word.entries()) {
    const step = episode * steps + index;
    const kind = opens ? random.integer(0, kinds - 1) : open.pop()!;
    if (opens) open.push(kind);
    inputs[step * inputSize + (opens ? kind : kinds + kind)] = 1;
    const innermost = open.at(-1);
    if (innermost !== undefined) targets[step * kinds + innermost] = 1;
  }
}

/**
 * Dyck words: brackets of several kinds, of which each closes the innermost that is open. At each step the model is shown a
 * bracket of the word, and has to say which closing bracket may follow; none may where no bracket is open.
 *
 *     step      0    1    2    3    4    5
 *     input     (    [    ]    (    )    )
 *     target    )    ]    )    )    )    –
 *
 * It is the prediction of the set of brackets that may follow, of which the opening ones always may and so need not be told.
 * Input channels 0 … k−1 are the opening brackets of each kind, k … 2k−1 the closing ones; output channels are the closing
 * ones. All steps are answering steps. A word has n pairs and is nowhere deeper than `depth`; every such word is as likely. n is
 * drawn uniformly from `minPairs` … `maxPairs`, once a batch, and `depth` is the task's, unless the difficulty sets them.
 *
 * Besides `bits` and `wrongBits` it has the metric `coarse`: 1 for a word all of whose answers are right, at each output a logit
 * above 0 where the bracket may follow and no other, else 0.
 *
 * @param options the kinds of brackets, and the training range
 * @returns the task, with inputs `[batch, 2n, 2k]` and targets `[batch, 2n, k]`
 * @throws ArgumentError if an option is unknown or not what it must be, or `maxPairs` is less than `minPairs`
 * @see Suzgun et al. 2019, "Memory-augmented recurrent neural networks can learn generalized Dyck languages";
 *   Hewitt et al. 2020 for the bounded depth
 */
export function dyckTask(options: DyckOptions = {}): Task<DyckDifficulty> {
  requireKeys('dyck', options, ['kinds', 'minPairs', 'maxPairs', 'depth']);
  const {kinds = 2, minPairs = 1, maxPairs = 20, depth: trainingDepth = 6} = options;
  requirePositiveInteger('dyck.kinds', kinds);
  requirePositiveInteger('dyck.minPairs', minPairs);
  requirePositiveInteger('dyck.maxPairs', maxPairs);
  requireInteger('dyck.maxPairs', maxPairs, {min: minPairs});
  requirePositiveInteger('dyck.depth', trainingDepth);
  const channels = (name: string) => Array.from({length: kinds}, (_, kind) => `${name} ${kind}`);
  return {
    name: 'dyck',
    description: 'Tell which closing bracket may follow, after each bracket of a well nested word.',
    config: {kinds, minPairs, maxPairs, depth: trainingDepth},
    trainingRange: {
      pairs: {min: minPairs, max: maxPairs},
      depth: {min: trainingDepth, max: trainingDepth},
    },
    inputChannels: [...channels('open'), ...channels('close')],
    outputChannels: channels('close'),
    inputSize: 2 * kinds,
    outputSize: kinds,
    metrics: {bits: bitsOfEachSequence, wrongBits: wrongBitsOfEachSequence, coarse},
    sample(random, batch, difficulty = {}) {
      requirePositiveInteger('batch', batch);
      requireKeys('difficulty', difficulty, ['pairs', 'depth']);
      const {pairs = random.integer(minPairs, maxPairs), depth = trainingDepth} = difficulty;
      requirePositiveInteger('difficulty.pairs', pairs);
      requirePositiveInteger('difficulty.depth', depth);
      const draw = dyckWords(pairs, depth);
      const sizes = {batch, steps: 2 * pairs, inputSize: 2 * kinds, outputSize: kinds};
      const episodes = blankEpisodes(sizes);
      episodes.mask.fill(1);
      for (let episode = 0; episode < batch; episode++) writeWord(episodes, episode, draw(random), random);
      return episodes;
    },
  };
}
