import {requireBoolean, requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {blankEpisodes, type Episodes} from './episodes.js';
import {bitsOfEachSequence, type Metric, wrongBitsOfEachSequence} from './metrics.js';
import {nextContext, optimalPredictions, requireOrder} from './optimalPredictions.js';
import type {RandomStream} from './random.js';
import type {Task} from './task.js';

/** Options of the dynamic n-grams task; the defaults are the paper's. */
export interface NGramsOptions {
  /** n: each bit depends on the n−1 bits before it; an integer of 1 … 20, 6 by default. */
  readonly order?: number;
  /** Bits in a training episode, at least `order`; 200 by default. */
  readonly steps?: number;
  /** Whether the input says −1 for a bit that is 0; true by default, else it says 0. */
  readonly signed?: boolean;
}

/** What makes an n-grams episode harder, or with more to learn from easier. */
export interface NGramsDifficulty {
  /** T, the number of bits, an integer of at least `order`. */
  readonly steps: number;
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

/** The cost in bits of the best predictions there are, `[batch]`, whatever the logits. */
function optimalBits(episodes: Episodes, order: number): number[] {
  const logits = optimalPredictions(episodes, order).map((p) => Math.log(p / (1 - p)));
  return bitsOfEachSequence(logits, episodes);
}

/**
 * The dynamic n-grams task: bits of which each depends on the `order`−1 before it, by probabilities that are new in each
 * episode; at each step the next bit is the answer.
 *
 *     step      0    1 … order−2      order−1 … T−1
 *     input     –    the bit before   the bit before
 *     target    –    –                the bit of this step
 *
 * An episode draws p ~ Beta(½,½) for each of the 2^(order−1) contexts; its first order−1 bits are fair coins, and each
 * later one is 1 with its context's p. The first ones are not predictable and not answered: T−order+1 answering steps,
 * 195 by default. The one input channel carries the bit as −1 or 1 (as 0 or 1 unless `signed`), and 0 at step 0. T is
 * `steps` unless the difficulty sets it.
 *
 * Besides `bits` and `wrongBits` it has the metrics `optimalBits`, what `optimalPredictions` cost on the very same
 * sequence, and `excessBits`, how much more than that the model's predictions cost.
 *
 * @param options the order, the training length, and how a bit is shown
 * @returns the task, with inputs `[batch, T, 1]` and targets `[batch, T, 1]`
 * @throws ArgumentError if an option is unknown or not what it must be, or `steps` is less than `order`
 * @see Graves et al. 2014, section 4.4
 */
export function nGramsTask(options: NGramsOptions = {}): Task<NGramsDifficulty> {
  requireKeys('n-grams', options, ['order', 'steps', 'signed']);
  const {order = 6, steps = 200, signed = true} = options;
  requireOrder('n-grams.order', order);
  requireInteger('n-grams.steps', steps, {min: order});
  requireBoolean('n-grams.signed', signed);
  const optimal: Metric = (_, episodes) => optimalBits(episodes, order);
  return {
    name: 'n-grams',
    description: 'Predict each next bit of a sequence from the statistics of its earlier bits.',
    config: {order, steps, signed},
    trainingRange: {steps: {min: steps, max: steps}},
    inputChannels: ['bit before'],
    outputChannels: ['bit'],
    inputSize: 1,
    outputSize: 1,
    metrics: {
      bits: bitsOfEachSequence,
      wrongBits: wrongBitsOfEachSequence,
      optimalBits: optimal,
      excessBits(logits, episodes) {
        const best = optimal(logits, episodes);
        return bitsOfEachSequence(logits, episodes).map((bits, episode) => bits - best[episode]!);
      },
    },
    sample(random, batch, difficulty = {}) {
      requirePositiveInteger('batch', batch);
      requireKeys('difficulty', difficulty, ['steps']);
      const {steps: count = steps} = difficulty;
      requireInteger('difficulty.steps', count, {min: order});
      return sampleNGrams(random, {batch, steps: count, order, signed});
    },
  };
}
