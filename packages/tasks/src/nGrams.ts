import {type OptionArgs, type OptionDeclarations, requireInteger, resolveOptions} from '@ntmjs/arguments';
import {episodeLimits} from './episodeLimits.js';
import {blankEpisodes, type Episodes} from './episodes.js';
import {bitMetrics, bitsOfEachSequence, type Metric} from './metrics.js';
import {MAX_ORDER, nextContext, optimalPredictions} from './optimalPredictions.js';
import {graves2014} from './papers.js';
import type {RandomStream} from './random.js';
import type {Task} from './task.js';

const nGramsOptions = {
  order: {
    type: 'integer',
    min: 1,
    max: MAX_ORDER,
    default: 6,
    description: 'n: each bit depends on the n−1 bits before it',
  },
  steps: {
    type: 'integer',
    min: 1,
    default: 200,
    description: 'bits of a training episode, at least the order',
  },
  signed: {type: 'boolean', default: true, description: 'input −1 instead of 0 for a bit that is 0'},
} as const satisfies OptionDeclarations;

/** Options of the dynamic n-grams task; the defaults are those of the paper. */
export type NGramsOptions = OptionArgs<typeof nGramsOptions>;

/** What makes n-grams harder to learn. */
export interface NGramsDifficulty {
  /** T, the number of bits, an integer of at least `order`: more to remember, yet also more to learn from. */
  readonly steps: number;
  /** n, the order: each bit more of a context doubles the contexts to tell apart. */
  readonly order: number;
}

/** Fills `probabilities` from Beta(½,½): the arcsine law, whose distribution function is 2/π · asin √p. */
function drawProbabilities(random: RandomStream, probabilities: Float64Array): void {
  for (let context = 0; context < probabilities.length; context++) {
    probabilities[context] = Math.sin((Math.PI / 2) * random.uniform()) ** 2;
  }
}

/** Fills `bits`: first order−1 fair coins, then each 1 with the probability of its context. */
function drawBits(
  random: RandomStream,
  probabilities: Float64Array,
  order: number,
  bits: Float32Array,
): void {
  let context = 0;
  for (let step = 0; step < bits.length; step++) {
    const probability = step < order - 1 ? 1 / 2 : probabilities[context]!;
    const bit = random.uniform() < probability ? 1 : 0;
    bits[step] = bit;
    context = nextContext(context, bit, order);
  }
}

/** `batch` episodes of `steps` bits each. */
function sampleNGrams(
  random: RandomStream,
  {batch, steps, order, signed}: {batch: number; steps: number; order: number; signed: boolean},
): Episodes {
  const episodes = blankEpisodes({batch, steps, inputSize: 1, outputSize: 1});
  const {inputs, targets, mask} = episodes;
  const probabilities = new Float64Array(2 ** (order - 1));
  const bits = new Float32Array(steps);
  for (let start = 0; start < batch * steps; start += steps) {
    drawProbabilities(random, probabilities);
    drawBits(random, probabilities, order, bits);
    for (let step = 1; step < steps; step++) {
      inputs[start + step] = signed ? 2 * bits[step - 1]! - 1 : bits[step - 1]!;
    }
    targets.set(bits.subarray(order - 1), start + order - 1);
    mask.fill(1, start + order - 1, start + steps);
  }
  return episodes;
}

/** The cost in bits of the optimal predictions, `[batch]`. */
function optimalBits(episodes: Episodes): number[] {
  // The first answer follows the first full context.
  const order = episodes.mask.indexOf(1) + 1;
  const logits = optimalPredictions(episodes, order).map((p) => Math.log(p / (1 - p)));
  return bitsOfEachSequence(logits, episodes);
}

/** What the optimal predictions cost, and what a model's predictions cost above that. */
const optimumMetrics: readonly Metric[] = [
  {
    name: 'optimalBits',
    title: 'optimal bits',
    meaning: 'the cost in bits of the best possible predictions of the same sequence',
    unit: 'bits',
    better: 'lower',
    evaluate: (_, episodes) => optimalBits(episodes),
  },
  {
    name: 'excessBits',
    title: 'excess bits',
    meaning: 'the bits that the model’s predictions cost above the best possible ones',
    unit: 'bits',
    better: 'lower',
    evaluate(logits, episodes) {
      const optimum = optimalBits(episodes);
      return bitsOfEachSequence(logits, episodes).map((bits, episode) => bits - optimum[episode]!);
    },
  },
];

/**
 * The dynamic n-grams task: bits that each depend on the `order`−1 bits before, by probabilities that are drawn anew for each
 * episode; the answer at each step is the next bit.
 *
 *     step      0    1 … order−2      order−1 … T−1
 *     input     –    the bit before   the bit before
 *     target    –    –                the bit of this step
 *
 * An episode draws p ~ Beta(½,½) for each of the 2^(order−1) contexts; its first order−1 bits are fair coins, and each later
 * one is 1 with the probability p of its context. The first bits cannot be predicted and are not asked for: T−order+1
 * answering steps, 195 by default. The one input channel carries the bit as −1 or 1 (as 0 or 1 unless `signed`), and 0 at step
 * 0. T is `steps` unless the difficulty sets it, and so is the order; a curriculum can begin with short contexts.
 *
 * The metric `optimalBits` is the cost of `optimalPredictions` on the same sequence, `excessBits` the cost of the model's
 * predictions above it.
 *
 * @param options the order, the training length, and the coding of the input
 * @returns the task, with inputs `[batch, T, 1]` and targets `[batch, T, 1]`
 * @throws ArgumentError if an option is unknown or out of its range, or `steps` is less than `order`
 * @see Graves et al. 2014, section 4.4
 */
export function nGramsTask(options: NGramsOptions = {}): Task<NGramsDifficulty> {
  const config = resolveOptions('n-grams', options, nGramsOptions);
  const {order, steps, signed} = config;
  requireInteger('n-grams.steps', steps, {min: order});
  const requireSample = episodeLimits('n-grams', config, {steps: 'steps', order: 'order'}, (options) => ({
    steps: options.steps,
    inputSize: 1,
    outputSize: 1,
  }));
  return {
    name: 'n-grams',
    title: 'Dynamic n-grams',
    description: 'Predict each next bit of a sequence from the statistics of its earlier bits.',
    source: {...graves2014, section: '4.4'},
    options: nGramsOptions,
    config,
    trainingRange: {steps: {min: steps, max: steps}, order: {min: order, max: order}},
    evaluation: [400, 1000].map((count) => ({steps: count})),
    solved: {metric: 'excessBits', below: 2},
    inputChannels: ['bit before'],
    outputChannels: ['bit'],
    inputSize: 1,
    outputSize: 1,
    metrics: [...bitMetrics, ...optimumMetrics],
    sample(random, batch, difficulty = {}) {
      requireSample(random, batch, difficulty);
      const {steps: count = steps, order: n = order} = difficulty;
      requireInteger('difficulty.order', n, {min: 1, max: MAX_ORDER});
      requireInteger('difficulty.steps', count, {min: n});
      return sampleNGrams(random, {batch, steps: count, order: n, signed});
    },
  };
}
