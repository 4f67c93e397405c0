import type {Stopping} from '../config/sweepConfig.js';

/** The number of sequences at which a run pauses next, to be compared with others; undefined if it goes on to its end. */
export function nextPart(
  stopping: Stopping | undefined,
  reached: number,
  sequences: number,
): number | undefined {
  if (stopping === undefined) return undefined;
  const next =
    stopping.rule === 'median' ? nextMultiple(stopping.after, reached) : nextRung(stopping, reached);
  return next < sequences ? next : undefined;
}

function nextMultiple(after: number, reached: number): number {
  const step = Math.max(1, after);
  return step * (Math.floor(reached / step) + 1);
}

function nextRung(
  {first, factor = 3}: {readonly first: number; readonly factor?: number | undefined},
  reached: number,
): number {
  let rung = first;
  while (rung <= reached) rung *= factor;
  return Math.ceil(rung);
}
