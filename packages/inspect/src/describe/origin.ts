import type {TracedArray, TracedRecord} from '../trace/episodeTrace.js';

/** Where the weight of a row came from in the addressing of the NTM. */
export interface Origin {
  /** `content` if more of that weight was looked up than was there the step before, else `location`. */
  readonly by: 'content' | 'location';
  /** The row from which the head shifted: that which was looked up, or where it was. */
  readonly from: number;
  /** By how many rows it shifted from there, −R … R. */
  readonly shift: number;
}

/**
 * What brought a head of the NTM to a row: the largest part of the shifted weighting there.
 *
 *     w̃(i) = Σ_j w^g(j) s(i − j)     w^g(j) = g w^c(j) + (1 − g) w_{t−1}(j)
 *
 * @param values what the head shows, `[steps, ...]` each
 * @param row i, in the end
 * @returns the j of the largest w^g(j) s(i − j), and which part of w^g(j) is the larger; undefined unless the head shows
 *   gate, shift weights, content weighting and interpolated weighting
 */
export function originOf(values: TracedRecord, step: number, row: number): Origin | undefined {
  const {interpolationGate, shiftWeights, contentWeighting, interpolatedWeighting} = values;
  if (!interpolationGate || !shiftWeights || !contentWeighting || !interpolatedWeighting) return undefined;
  const shifts = at(shiftWeights, step);
  const interpolated = at(interpolatedWeighting, step);
  const rows = interpolated.length;
  const range = (shifts.length - 1) / 2;
  const parts = Array.from(shifts, (share, index) => {
    const shift = index - range;
    const from = (((row - shift) % rows) + rows) % rows;
    return {shift, from, part: share * interpolated[from]!};
  });
  const {shift, from} = parts.reduce((most, other) => (other.part > most.part ? other : most));
  const lookedUp = at(interpolationGate, step)[0]! * at(contentWeighting, step)[from]!;
  return {by: lookedUp > interpolated[from]! / 2 ? 'content' : 'location', from, shift};
}

function at({shape, data}: TracedArray, step: number): Float32Array {
  const size = data.length / shape[0]!;
  return data.subarray(step * size, (step + 1) * size);
}
