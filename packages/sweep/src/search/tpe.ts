import {requireInteger, requireKeys, requireNumber, requirePositiveInteger} from '@ntmjs/arguments';
import type {RandomStream} from '@ntmjs/tasks';
import {type Parzen, parzenEstimator} from './parzen.js';
import {randomPoint} from './random.js';
import type {Sampler, SearchState} from './sampler.js';
import {type Point, positionOf, requireSpace, type Space, valueAt} from './space.js';

export interface TpeArgs {
  /** The number of points that are drawn at random first; defaults to 10. */
  readonly startup?: number | undefined;
  /** The number of candidates of which the best is chosen; defaults to 24. */
  readonly candidates?: number | undefined;
  /** The share of the points that count as good, between 0 and 1; defaults to 0.15. */
  readonly good?: number | undefined;
}

/**
 * The tree-structured Parzen estimator: a sampler that learns from what it has seen. The points with the best objectives, a share γ of all, have
 * a density l(x), and the others g(x), both by kernels around the points; of candidates from l the one is chosen where l(x) / g(x), and with it
 * the expected improvement, is greatest. Options are taken one by one. Points that are pending count among the others, so that several at
 * a time are not the same.
 *
 * @throws ArgumentError that names the argument
 * @see Bergstra, Bardenet, Bengio & Kégl, Algorithms for Hyper-Parameter Optimization (2011), section 4
 */
export function tpeSampler(space: Space, args: TpeArgs = {}): Sampler {
  requireSpace('space', space);
  const {
    startup = 10,
    candidates = 24,
    good = 0.15,
  } = requireKeys('tpe', args, ['startup', 'candidates', 'good']);
  requireInteger('tpe.startup', startup, {min: 1});
  requirePositiveInteger('tpe.candidates', candidates);
  requireNumber('tpe.good', good, {above: 0, below: 1});
  return {
    next({observed, pending}: SearchState, random: RandomStream): Point {
      if (observed.length < startup) return randomPoint(space, random);
      // The difference of two that failed is NaN, which is no order.
      const sorted = observed.toSorted((one, other) => one.value - other.value || 0);
      const count = Math.max(1, Math.ceil(good * sorted.length));
      const [best, others] = [sorted.slice(0, count), sorted.slice(count)];
      const worse = [...others.map(({point}) => point), ...pending];
      return Object.fromEntries(
        Object.entries(space).map(([name, range]) => {
          const positions = (points: readonly Point[]) =>
            points.map((point) => positionOf(range, point[name]!));
          const bins = range.type === 'choice' ? range.values.length : undefined;
          const [likely, unlikely] = [best.map(({point}) => point), worse].map((points) =>
            parzenEstimator(positions(points), bins),
          ) as [Parzen, Parzen];
          return [name, valueAt(range, bestCandidate(likely, unlikely, candidates, random))];
        }),
      );
    },
  };
}

/** Of positions that are drawn from the density of good points the one where it exceeds the other density most. */
function bestCandidate(likely: Parzen, unlikely: Parzen, count: number, random: RandomStream): number {
  let [best, gain] = [0, Number.NEGATIVE_INFINITY];
  for (let candidate = 0; candidate < count; candidate++) {
    const position = likely.draw(random);
    const ratio = likely.density(position) / unlikely.density(position);
    if (ratio > gain) [best, gain] = [position, ratio];
  }
  return best;
}
