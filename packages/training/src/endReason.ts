import {SlidingMean} from './slidingMean.js';

/** How many sequences means are over, unless said otherwise. */
export const DEFAULT_WINDOW = 1000;

/** When training ends. */
export interface Limits {
  /** Training ends at the latest after this many sequences, counted from the very first. */
  readonly sequences: number;
  /** Training ends when the mean wrong bits of the last `window` sequences fall below this; never unless given. */
  readonly solvedBelow?: number | undefined;
  /** How many sequences means are over; 1000 unless said otherwise. */
  readonly window?: number | undefined;
}

/** How far training has come: a part of its state. */
export interface Standing {
  /** How many sequences the model was trained on. */
  readonly sequences: number;
  /** The wrong bits of the last of them, the oldest first. */
  readonly wrongBits: readonly number[];
}

/** Why training that stands here is at its end; nothing if it goes on. */
export function endReason(standing: Standing, limits: Limits): 'solved' | 'budget' | undefined {
  const {solvedBelow, window = DEFAULT_WINDOW} = limits;
  const wrongBits = new SlidingMean(window, standing.wrongBits);
  if (solvedBelow !== undefined && wrongBits.full && wrongBits.mean < solvedBelow) return 'solved';
  return standing.sequences >= limits.sequences ? 'budget' : undefined;
}
