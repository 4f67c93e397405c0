import {requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {bestUntil, type CurvePoint, type StoppingRule} from './rule.js';

export interface MedianArgs {
  /** No run ends before so many sequences. */
  readonly after: number;
  /** How many other runs must have reached the same number of sequences; defaults to 5. */
  readonly runs?: number | undefined;
}

/**
 * Ends a run whose best objective so far is worse than the median of what other runs had reached after as many sequences.
 *
 * @throws ArgumentError that names the argument
 * @see Golovin et al., Google Vizier: A Service for Black-Box Optimization (2017), section 3.2.2, with the best objective where they take its mean
 */
export function medianRule(args: MedianArgs): StoppingRule {
  const {after, runs = 5} = requireKeys('median', args, ['after', 'runs']);
  requireInteger('median.after', after, {min: 0});
  requirePositiveInteger('median.runs', runs);
  return {
    stops(curve: readonly CurvePoint[], others: readonly (readonly CurvePoint[])[]): boolean {
      const {sequences} = curve.at(-1) ?? {sequences: -1};
      if (sequences < after) return false;
      const reached = others
        .map((other) => bestUntil(other, sequences))
        .filter((value) => value !== undefined);
      if (reached.length < runs) return false;
      return bestUntil(curve, sequences)! > upperMedian(reached);
    },
  };
}

/** The median; of an even number of values the greater of the two in the middle, so that a tie ends no run. */
function upperMedian(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}
