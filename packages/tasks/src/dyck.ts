import {type OptionArgs, type OptionDeclarations, requireInteger, resolveOptions} from '@ntmjs/arguments';
import {dyckTableBytes, dyckWords} from './dyckWords.js';
import {episodeLimits} from './episodeLimits.js';
import {blankEpisodes, type Episodes} from './episodes.js';
import {bitMetrics, type Metric, wrongBitsOfEachSequence} from './metrics.js';
import {suzgun2019} from './papers.js';
import type {RandomStream} from './random.js';
import type {Task} from './task.js';

const dyckOptions = {
  kinds: {type: 'integer', min: 1, default: 2, description: 'number of kinds of brackets'},
  minPairs: {type: 'integer', min: 1, default: 1, description: 'fewest pairs of brackets of a training word'},
  maxPairs: {type: 'integer', min: 1, default: 20, description: 'most pairs of brackets of a training word'},
  depth: {
    type: 'integer',
    min: 1,
    default: 6,
    description: 'most brackets that are open at once in training',
  },
} as const satisfies OptionDeclarations;

/** Options of the Dyck task. */
export type DyckOptions = OptionArgs<typeof dyckOptions>;

/** What makes a Dyck word harder. */
export interface DyckDifficulty {
  /** n, the number of pairs of brackets, a positive integer. */
  readonly pairs: number;
  /** The most brackets that are open at once, a positive integer. */
  readonly depth: number;
}

const coarse: Metric = {
  name: 'coarse',
  title: 'coarse accuracy',
  meaning: 'the share of words without a wrong bit',
  unit: 'share',
  better: 'higher',
  evaluate: (logits, episodes) =>
    wrongBitsOfEachSequence(logits, episodes).map((wrong) => (wrong === 0 ? 1 : 0)),
};

/** Fills in a word: each bracket as input, and as target the closing bracket that may follow. */
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
 * Dyck words: brackets of k kinds, where each closing bracket matches the innermost open one. At each step the input is a
 * bracket of the word, and the answer which closing bracket may follow; none may where no bracket is open.
 *
 *     step      0    1    2    3    4    5
 *     input     (    [    ]    (    )    )
 *     target    )    ]    )    )    )    –
 *
 * This predicts the set of brackets that may follow; the opening ones always may, and so are no targets. Input channels
 * 0 … k−1 are the opening brackets of each kind, k … 2k−1 the closing ones; output channels are the closing ones. All steps
 * are answering steps. A word has n pairs and at most `depth` brackets open at once; all such words are equally likely. n is
 * drawn uniformly from `minPairs` … `maxPairs`, once a batch, and `depth` is the option's, unless the difficulty sets them.
 *
 * The metric `coarse` is 1 for a word without a wrong bit, else 0.
 *
 * @param options the number k of kinds, and the training range
 * @returns the task, with inputs `[batch, 2n, 2k]` and targets `[batch, 2n, k]`
 * @throws ArgumentError if an option is unknown or out of its range, or `maxPairs` is less than `minPairs`
 * @see Suzgun et al. 2019, "Memory-augmented recurrent neural networks can learn generalized Dyck languages";
 *   Hewitt et al. 2020 for the bounded depth
 */
export function dyckTask(options: DyckOptions = {}): Task<DyckDifficulty> {
  const config = resolveOptions('dyck', options, dyckOptions);
  const {kinds, minPairs, maxPairs, depth: trainingDepth} = config;
  requireInteger('dyck.maxPairs', maxPairs, {min: minPairs});
  const maxima = {pairs: 'maxPairs', depth: 'depth'} as const;
  const requireSample = episodeLimits('dyck', config, maxima, (options) => ({
    steps: 2 * options.maxPairs,
    inputSize: 2 * options.kinds,
    outputSize: options.kinds,
    tables: dyckTableBytes(options.maxPairs, options.depth),
  }));
  const channels = (name: string) => Array.from({length: kinds}, (_, kind) => `${name} ${kind}`);
  return {
    name: 'dyck',
    title: 'Dyck words',
    description: 'Predict which closing bracket may follow each bracket of a well-nested word.',
    source: suzgun2019,
    options: dyckOptions,
    config,
    trainingRange: {
      pairs: {min: minPairs, max: maxPairs},
      depth: {min: trainingDepth, max: trainingDepth},
    },
    evaluation: [{pairs: 20}, {pairs: 40}, {pairs: 40, depth: 8}, {pairs: 40, depth: 12}],
    solved: {metric: 'bits', below: 0.1},
    inputChannels: [...channels('open'), ...channels('close')],
    outputChannels: channels('close'),
    inputSize: 2 * kinds,
    outputSize: kinds,
    metrics: [...bitMetrics, coarse],
    sample(random, batch, difficulty = {}) {
      requireSample(random, batch, difficulty);
      const {pairs = random.integer(minPairs, maxPairs), depth = trainingDepth} = difficulty;
      const draw = dyckWords(pairs, depth);
      const sizes = {batch, steps: 2 * pairs, inputSize: 2 * kinds, outputSize: kinds};
      const episodes = blankEpisodes(sizes);
      episodes.mask.fill(1);
      for (let episode = 0; episode < batch; episode++) writeWord(episodes, episode, draw(random), random);
      return episodes;
    },
  };
}
