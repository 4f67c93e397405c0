import {ArgumentError} from '@ntmjs/arguments';
import type {Sampler, SearchState} from './sampler.js';
import {type Point, requireSpace, type Space, type Value} from './space.js';

/** The most points of a grid. */
const MAX_POINTS = 1_000_000;

/**
 * Every combination of the values of a space, the values of its last option next to each other.
 *
 * @throws ArgumentError if the space has another range than choices, or more than a million points
 */
export function gridSampler(space: Space): Sampler {
  const lists = Object.entries(requireSpace('space', space)).map(
    ([name, range]): [string, readonly Value[]] => {
      if (range.type === 'choice') return [name, range.values];
      throw new ArgumentError(
        `space.${name}.type`,
        "'choice' in a grid, which has no range of numbers",
        range.type,
      );
    },
  );
  const size = lists.reduce((product, [, values]) => product * values.length, 1);
  if (size > MAX_POINTS) {
    throw new ArgumentError('space', `a grid of at most ${MAX_POINTS} points`, `one of ${size}`);
  }
  return {
    size,
    next({observed, pending}: SearchState): Point | undefined {
      const index = observed.length + pending.length;
      return index < size ? pointAt(lists, index) : undefined;
    },
  };
}

function pointAt(lists: readonly (readonly [string, readonly Value[]])[], index: number): Point {
  const values: [string, Value][] = [];
  let rest = index;
  for (const [name, list] of lists.toReversed()) {
    values.unshift([name, list[rest % list.length]!]);
    rest = Math.floor(rest / list.length);
  }
  return Object.fromEntries(values);
}
