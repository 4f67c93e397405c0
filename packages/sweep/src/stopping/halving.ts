import {requireKeys, requireNumber, requirePositiveInteger} from '@ntmjs/arguments';
import {bestUntil, type CurvePoint, type StoppingRule} from './rule.js';

export interface HalvingArgs {
  /** The number of sequences of the first rung. */
  readonly first: number;
  /** η, above 1: each rung is so many times as far as the one before, and one in so many runs goes on from it. Defaults to 3. */
  readonly factor?: number | undefined;
}

/**
 * Successive halving, asynchronously: at the rungs r, rη, rη², … of sequences a run goes on if it is among the best 1/η of those that have
 * reached the rung so far, at least the first of them.
 *
 * @throws ArgumentError that names the argument
 * @see Li et al., A System for Massively Parallel Hyperparameter Tuning (2020), algorithm 2; Jamieson & Talwalkar (2016) for the rungs
 */
export function halvingRule(args: HalvingArgs): StoppingRule {
  const {first, factor = 3} = requireKeys('halving', args, ['first', 'factor']);
  requirePositiveInteger('halving.first', first);
  requireNumber('halving.factor', factor, {above: 1});
  return {
    stops(curve: readonly CurvePoint[], others: readonly (readonly CurvePoint[])[]): boolean {
      const reached = curve.at(-1)?.sequences ?? 0;
      const before = curve.at(-2)?.sequences ?? 0;
      for (let rung = first; rung <= reached; rung *= factor) {
        if (rung <= before) continue;
        const own = bestUntil(curve, rung)!;
        const values = others.map((other) => bestUntil(other, rung)).filter((value) => value !== undefined);
        const better = values.filter((value) => value < own).length;
        if (better >= Math.max(1, Math.floor((values.length + 1) / factor))) return true;
      }
      return false;
    },
  };
}
