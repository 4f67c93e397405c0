import {ArgumentError, requireInteger} from '@ntmjs/arguments';
import {type Episodes, requireEpisodes} from './episodes.js';

/** The largest order of n-grams: a table of all contexts fits into memory. */
export const MAX_ORDER = 20;

/** The context that follows `context` with `bit` appended: the last order−1 bits as a binary number. */
export function nextContext(context: number, bit: number, order: number): number {
  return (2 * context + bit) % 2 ** (order - 1);
}

/**
 * The best possible predictions of each bit of n-gram episodes from the bits before it: the Bayesian estimator for
 * probabilities drawn from Beta(½,½).
 *
 *     P(B = 1 | N1, N0, c) = (N1 + ½) / (N1 + N0 + 1)
 *
 * where c is the context, the order−1 bits before B, and N1 and N0 count the ones and zeros that followed c earlier in
 * the episode. Counting begins with the first full context; the bits before it are fair coins, and predicted as such.
 *
 * @param episodes episodes of `nGramsTask`, with either coding of the inputs
 * @param order the order they were drawn with, at most 20
 * @returns probabilities of a 1, `[batch, steps]`: ½ at the first order−1 steps
 * @throws ArgumentError unless the episodes have one input and one output channel, and the order is in its range
 * @see Graves et al. 2014, section 4.4, equation 10
 */
export function optimalPredictions(episodes: Episodes, order: number): Float64Array {
  const {batch, steps, inputSize, outputSize, inputs, targets} = requireEpisodes('episodes', episodes);
  requireInteger('order', order, {min: 1, max: MAX_ORDER});
  if (inputSize !== 1) throw new ArgumentError('episodes.inputSize', '1', inputSize);
  if (outputSize !== 1) throw new ArgumentError('episodes.outputSize', '1', outputSize);
  const predictions = new Float64Array(batch * steps).fill(1 / 2);
  const zeros = new Float64Array(2 ** (order - 1));
  const ones = new Float64Array(zeros.length);
  for (let start = 0; start < batch * steps; start += steps) {
    zeros.fill(0);
    ones.fill(0);
    let context = 0;
    for (let step = 0; step < steps; step++) {
      const answers = step >= order - 1;
      // A bit that is no target is the input of the next step.
      const bit = answers ? targets[start + step]! : Number(inputs[start + step + 1]! > 0);
      if (answers) {
        predictions[start + step] = (ones[context]! + 1 / 2) / (ones[context]! + zeros[context]! + 1);
        (bit === 1 ? ones : zeros)[context]!++;
      }
      context = nextContext(context, bit, order);
    }
  }
  return predictions;
}
