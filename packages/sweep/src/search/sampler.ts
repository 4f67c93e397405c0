import type {RandomStream} from '@ntmjs/tasks';
import type {Point} from './space.js';

/** A point whose objective is known. */
export interface Observation {
  readonly point: Point;
  /** The objective, less is better; infinite for a point that failed. */
  readonly value: number;
}

/** What a sampler knows when it chooses the next point. */
export interface SearchState {
  /** In the order in which they became known. */
  readonly observed: readonly Observation[];
  /** Points that were chosen and whose objective is not known yet. */
  readonly pending: readonly Point[];
}

/** Chooses which points are tried, one after the other. */
export interface Sampler {
  /** The number of points that there are; undefined if there is no end. */
  readonly size?: number | undefined;
  /** The next point; undefined when all were chosen, or which is next depends on those that are pending. */
  next(state: SearchState, random: RandomStream): Point | undefined;
}
