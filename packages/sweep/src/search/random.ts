import type {RandomStream} from '@ntmjs/tasks';
import type {Sampler} from './sampler.js';
import {type Point, requireSpace, type Space, valueAt} from './space.js';

/**
 * Points that are drawn one by one, without regard to what is known: each option on the scale of its range. Source: Bergstra & Bengio, Random
 * Search for Hyper-Parameter Optimization (2012).
 *
 * @throws ArgumentError if the space is none
 */
export function randomSampler(space: Space): Sampler {
  requireSpace('space', space);
  return {next: (_, random) => randomPoint(space, random)};
}

/** A point at a random position of each range. */
export function randomPoint(space: Space, random: RandomStream): Point {
  return Object.fromEntries(
    Object.entries(space).map(([name, range]) => [name, valueAt(range, random.uniform())]),
  );
}
